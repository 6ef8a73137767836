//! Links from an answer that holds an id to the operations that take one.
//!
//! They tell people where to go on, and let generated requests reach what exists.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// The operations that take an id in their path, by the reference to its type.
type Targets = BTreeMap<String, Vec<String>>;

/// Adds them to a whole document.
pub(crate) fn add(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let Some(Value::Object(paths)) = document.get_mut("paths") else { return };
    let targets = targets(paths);
    for operation in paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        let answers = operation["responses"].as_object_mut().into_iter().flatten();
        for (_, answer) in answers.filter(|(status, _)| status.starts_with('2')) {
            let data = &answer["content"]["application/json"]["schema"]["properties"]["data"];
            let links = links(data, &schemas, &targets);
            if !links.is_empty() {
                answer["links"] = links.into();
            }
        }
    }
}

fn targets(paths: &Map<String, Value>) -> Targets {
    let mut targets = Targets::new();
    for operation in paths.values().filter_map(Value::as_object).flat_map(Map::values) {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        for parameter in parameters.filter(|parameter| parameter["in"] == "path" && parameter["name"] == "id")
        {
            if let (Some(id), Some(name)) =
                (parameter["schema"]["$ref"].as_str(), operation["operationId"].as_str())
            {
                targets.entry(id.to_owned()).or_default().push(name.to_owned());
            }
        }
    }
    targets
}

/// The links of an answer with this `data`: a thing, a list of things, or a page of such a list.
fn links(data: &Value, schemas: &Value, targets: &Targets) -> Map<String, Value> {
    let page = property(data, "rows", schemas).map(|rows| (&rows["items"], "/data/rows/0/id"));
    let places = [Some((data, "/data/id")), Some((&data["items"], "/data/0/id")), page];
    let ids = places.into_iter().flatten().filter_map(|(thing, place)| {
        let id = property(thing, "id", schemas)?["$ref"].as_str()?;
        Some((targets.get(id)?, place))
    });
    let links = ids.flat_map(|(targets, place)| {
        targets.iter().map(move |target| {
            let link =
                json!({"operationId": target, "parameters": {"id": format!("$response.body#{place}")}});
            (target.clone(), link)
        })
    });
    links.collect()
}

/// The schema of a property, wherever the schema of the whole has it.
fn property<'a>(schema: &'a Value, name: &str, schemas: &'a Value) -> Option<&'a Value> {
    if let Some(reference) = schema["$ref"].as_str() {
        let (_, referred) = reference.rsplit_once('/')?;
        return property(schemas.get(referred)?, name, schemas);
    }
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let own = schema["properties"].get(name);
    own.or_else(|| parts.filter_map(|part| property(part, name, schemas)).next())
}
