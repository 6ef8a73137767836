//! What the parts of a handler's signature say about its operation.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};
use discuss_guard::CurrentUser;
use discuss_http::{Answer, ApiError, Json, Path, Query, Remote};
use discuss_kernel::{ApplyId, MemberId, MessageId, RoomId, SessionId, UserId};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        ContentBuilder, Object, ObjectBuilder, Ref, RefOr, Required, Schema, Type,
        path::{HttpMethod, Operation as Documented, Parameter, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        response::Response,
        schema::SchemaType,
        security::SecurityRequirement,
    },
};

use super::{BEARER, refusal::Refusal};
use crate::visitor::Visitor;

/// An operation while it is being described.
pub(crate) struct Operation {
    pub methods: Vec<HttpMethod>,
    /// Without the prefix of the API.
    pub path: String,
    /// Whether the guard stands before it.
    pub is_guarded: bool,
    pub documented: Documented,
    /// What it refers to, by name.
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

/// A part of a handler's signature: an argument, all arguments, or what it returns.
pub(crate) trait Describe {
    /// Adds what it says; most say nothing.
    fn describe(_operation: &mut Operation) {}
}

impl Operation {
    /// What the attribute says.
    pub fn new(methods: Vec<HttpMethod>, path: String, documented: Documented) -> Self {
        let mut operation = Self { methods, path, is_guarded: false, documented, schemas: Vec::new() };
        operation.refuses(Refusal::Internal);
        operation.refuses(Refusal::Overloaded);
        operation
    }

    /// Notes a refusal that many have. What the attribute says of the same status counts more.
    pub fn refuses(&mut self, refusal: Refusal) {
        let responses = &mut self.documented.responses.responses;
        responses.entry(refusal.status().to_owned()).or_insert_with(|| refusal.reference().into());
    }

    pub fn takes(&mut self, parameter: impl Into<RefOr<Parameter>>) {
        self.documented.parameters.get_or_insert_default().push(parameter.into());
    }

    /// Keeps the schema of `T` and refers to it by its name.
    fn refer<T: ToSchema>(&mut self) -> RefOr<Schema> {
        self.schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(&mut self.schemas);
        Ref::from_schema_name(T::name()).into()
    }

    /// The placeholders of the path.
    fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.path.split('{').skip(1).filter_map(|part| part.split(['}', ':']).next())
    }
}

impl Describe for CurrentUser {
    fn describe(operation: &mut Operation) {
        operation.is_guarded = true;
        let scopes: [&str; 0] = [];
        operation.documented.security.get_or_insert_default().push(SecurityRequirement::new(BEARER, scopes));
        operation.refuses(Refusal::Unauthorized);
    }
}

impl<T: ToSchema> Describe for Json<T> {
    fn describe(operation: &mut Operation) {
        let content = ContentBuilder::new().schema(Some(operation.refer::<T>())).build();
        let body =
            RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
        operation.documented.request_body = Some(body.build().into());
        operation.refuses(Refusal::Invalid);
        operation.refuses(Refusal::TooSlow);
        operation.refuses(Refusal::TooLarge);
        operation.refuses(Refusal::NotJson);
    }
}

impl<T: IntoParams> Describe for Query<T> {
    fn describe(operation: &mut Operation) {
        for mut parameter in T::into_params(|| Some(ParameterIn::Query)) {
            parameter.schema = parameter.schema.map(not_null);
            operation.takes(parameter);
        }
        operation.refuses(Refusal::Invalid);
    }
}

impl<T: Placeholders> Describe for Path<T> {
    fn describe(operation: &mut Operation) {
        let schemas = T::schemas(operation);
        let named = |(name, schema): (&str, RefOr<Schema>)| {
            let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
            parameter.required(Required::True).schema(Some(schema)).build()
        };
        let parameters: Vec<Parameter> = operation.placeholders().zip(schemas).map(named).collect();
        for parameter in parameters {
            operation.takes(parameter);
        }
        operation.refuses(Refusal::NotFound);
    }
}

/// What stands in a path, in its order.
pub(crate) trait Placeholders {
    fn schemas(operation: &mut Operation) -> Vec<RefOr<Schema>>;
}

macro_rules! ids {
    ($($id:ty),+) => {
        $(impl Placeholders for $id {
            fn schemas(operation: &mut Operation) -> Vec<RefOr<Schema>> {
                vec![operation.refer::<Self>()]
            }
        })+
    };
}

ids!(ApplyId, MemberId, MessageId, RoomId, SessionId, UserId);

impl Placeholders for String {
    fn schemas(_operation: &mut Operation) -> Vec<RefOr<Schema>> {
        vec![Self::schema()]
    }
}

impl<A: Placeholders, B: Placeholders> Placeholders for (A, B) {
    fn schemas(operation: &mut Operation) -> Vec<RefOr<Schema>> {
        [A::schemas(operation), B::schemas(operation)].concat()
    }
}

impl<T: ToSchema, const STATUS: u16> Describe for Result<Answer<T, STATUS>, ApiError> {
    fn describe(operation: &mut Operation) {
        T::schemas(&mut operation.schemas);
        let answer = operation.documented.responses.responses.entry(STATUS.to_string());
        if let RefOr::T(answer) = answer.or_insert_with(|| Response::new("Done.").into()) {
            let content = ContentBuilder::new().schema(Some(envelope(T::schema()))).build();
            answer.content.insert("application/json".to_owned(), content.into());
        }
    }
}

/// A query lacks a value or has one; it knows no `null`.
fn not_null(schema: RefOr<Schema>) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::Object(mut object)) => {
            if let SchemaType::Array(types) = &object.schema_type
                && let Some(kind) = types.iter().find(|kind| **kind != Type::Null)
            {
                object.schema_type = SchemaType::Type(kind.clone());
            }
            object.into()
        }
        RefOr::T(Schema::OneOf(choice)) => {
            let mut choices = choice.items.into_iter();
            choices.find(|choice| matches!(choice, RefOr::Ref(_))).unwrap_or_else(|| Object::default().into())
        }
        other => other,
    }
}

/// The envelope of a success.
fn envelope(data: RefOr<Schema>) -> Schema {
    // What utoipa says of `()` allows anything.
    let data = if data == <()>::schema() { Object::with_type(Type::Null).into() } else { data };
    let code = ObjectBuilder::new().schema_type(Type::Integer).enum_values(Some([200]));
    let msg = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["success"]));
    let envelope = ObjectBuilder::new().property("code", code).property("msg", msg).property("data", data);
    envelope.required("code").required("msg").required("data").build().into()
}

impl<T: ?Sized> Describe for Data<T> {}
impl Describe for HttpRequest {}
/// What the attribute has to describe.
impl Describe for Payload {}
impl Describe for Visitor {}
impl Describe for Remote {}
/// What the attribute has to describe.
impl Describe for HttpResponse {}
/// What the attribute has to describe.
impl Describe for Result<HttpResponse, ApiError> {}

macro_rules! arguments {
    ($($argument:ident)*) => {
        impl<$($argument: Describe),*> Describe for ($($argument,)*) {
            fn describe(_operation: &mut Operation) {
                $($argument::describe(_operation);)*
            }
        }
    };
}

arguments!();
arguments!(A);
arguments!(A B);
arguments!(A B C);
arguments!(A B C D);
arguments!(A B C D E);
arguments!(A B C D E F);
