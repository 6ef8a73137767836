// Shows the AsyncAPI document as a page.
"use strict";

let asyncapi;

/** An element with text or other elements in it; text is never read as HTML. */
function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content.filter((part) => part !== undefined));
  return made;
}

/** Words, with what stands between backticks as code. */
function prose(words) {
  return words.split("`").map((part, index) => (index % 2 ? element("code", part) : part));
}

/** What a `$ref` leads to. */
function follow(value) {
  if (!value || !value.$ref) return value;
  const parts = value.$ref.replace(/^#\//, "").split("/");
  const keys = parts.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return follow(keys.reduce((found, key) => found[key], asyncapi));
}

/** The schema of the data within the frame of a transport. */
function dataOf(payload) {
  return follow(payload.items ? payload.items[1] : payload.properties.data);
}

/** A schema's type in a few words. */
function typeOf(schema) {
  const found = follow(schema);
  if (found.oneOf) return found.oneOf.map(typeOf).join(" or ");
  if (found.items) return `array of ${typeOf(found.items)}`;
  const type = [found.type ?? "anything"].flat().join(" or ");
  return found.format ? `${type} (${found.format})` : type;
}

function fieldsOf(schema) {
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const mark = (schema.required ?? []).includes(name) ? "" : "?";
    const words = field.description ?? follow(field).description ?? "";
    return element("tr", element("td", element("code", name + mark)), element("td", typeOf(field)), element("td", ...prose(words)));
  });
  return rows.length ? element("table", ...rows) : element("p", ...prose(schema.description ?? "No fields."));
}

function showMessage(reference) {
  const message = follow(reference);
  const example = message.examples?.[0]?.payload;
  return element(
    "details",
    element("summary", element("code", message.name), ...prose(message.summary)),
    fieldsOf(dataOf(message.payload)),
    example && element("pre", JSON.stringify(example, null, 2)),
  );
}

function showOperation(operation) {
  return element("section", element("h3", operation.summary), ...operation.messages.map(showMessage));
}

function showChannel([key, channel]) {
  const own = Object.values(asyncapi.operations).filter((operation) => operation.channel.$ref === `#/channels/${key}`);
  const title = element("h2", element("code", channel.address));
  return element("section", title, element("p", ...prose(channel.description)), ...own.map(showOperation));
}

async function show() {
  const answer = await fetch("/docs/asyncapi.json");
  asyncapi = await answer.json();
  const { title, version, description } = asyncapi.info;
  const main = document.querySelector("main");
  main.replaceChildren(
    element("h1", title, " ", element("small", version)),
    element("p", ...prose(description)),
    ...Object.entries(asyncapi.channels).map(showChannel),
  );
}

show().catch((error) => {
  document.querySelector("main").textContent = `The document could not be shown: ${error.message}`;
});
