//! The `OpenAPI` description, generated from the code.

use axum::Json;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, Info, License, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr, Response, ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use super::problem::{self, Problem};

const ABOUT: &str = "News events, the instruments they are about, the price moves they state with a verdict on \
     each, and what prices did. The documents are those that the command line prints as JSON; every error \
     is a problem document of RFC 9457. Instants are RFC 3339 in UTC, returns are fractions (0.01 is 1 %).";

/// The description before its paths.
pub(super) fn head() -> OpenApi {
    let mut info = Info::new("newstape", env!("CARGO_PKG_VERSION"));
    info.description = Some(ABOUT.to_owned());
    info.license = Some(License::new("MIT OR Apache-2.0"));
    let mut description = OpenApiBuilder::new().info(info).build();
    let components = description.components.get_or_insert_default();
    components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    components.add_security_scheme("basic", SecurityScheme::Http(Http::new(HttpAuthScheme::Basic)));
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    description.security = Some(vec![
        SecurityRequirement::default(),
        SecurityRequirement::new::<_, [&str; 0], &str>("bearer", []),
        SecurityRequirement::new::<_, [&str; 0], &str>("basic", []),
    ]);
    description
}

/// Adds to every operation the errors that can occur before its handler is called.
pub(super) fn complete(description: &mut OpenApi) {
    for (address, path) in &mut description.paths.paths {
        let PathItem { get, post, patch, delete, .. } = path;
        for operation in
            get.iter_mut().chain(post.iter_mut()).chain(patch.iter_mut()).chain(delete.iter_mut())
        {
            add(operation, EVERYWHERE);
        }
        for operation in post.iter_mut().chain(patch.iter_mut()) {
            add(operation, WITH_BODY);
        }
        for operation in delete.iter_mut() {
            add(operation, WITHOUT_BODY);
        }
        for operation in get.iter_mut().chain(post).chain(patch).chain(delete) {
            if address.contains('{') {
                add(operation, &[("404", "The event, instrument or address does not exist")]);
            }
        }
    }
}

const EVERYWHERE: &[(&str, &str)] = &[
    ("400", "A parameter is wrong or unknown"),
    ("401", "A token is needed, or this one is not valid"),
    ("408", "The request took too long to arrive"),
    ("421", "The name in the Host header is not one of this server's"),
    ("429", "Too many requests of this kind; Retry-After says when to try again"),
    ("500", "The server failed; its log has the reason"),
    ("503", "The server is overloaded; Retry-After says when to try again"),
];

const WITH_BODY: &[(&str, &str)] = &[
    ("403", "The token may only read, or the request comes from a page of another site"),
    ("413", "The body is too large"),
    ("415", "The body is not JSON"),
    ("422", "The body lacks a field, has a wrong value, or names something unknown"),
];

const WITHOUT_BODY: &[(&str, &str)] =
    &[("403", "The token may only read, or the request comes from a page of another site")];

fn add(operation: &mut Operation, faults: &[(&str, &str)]) {
    for (status, words) in faults {
        let missing = || RefOr::T(fault(words));
        operation.responses.responses.entry((*status).to_owned()).or_insert_with(missing);
    }
}

fn fault(words: &str) -> Response {
    let schema = Ref::from_schema_name(Problem::name());
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(words).content(problem::MEDIA, content).build()
}

/// Get this description
#[utoipa::path(get, path = "/api/openapi.json", tag = "service", operation_id = "openapi",
    responses((status = 200, description = "The description, OpenAPI 3.1", body = serde_json::Value)))]
pub(super) async fn document() -> Json<OpenApi> {
    Json(super::description())
}
