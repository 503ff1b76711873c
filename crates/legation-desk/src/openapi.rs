//! The description of every address, made from the table that answers them.

use serde_json::{Map, Value, json};

use crate::ask::Shape;
use crate::route::{PARAMETERS, ROUTES, Route};
use crate::write;

/// The OpenAPI 3.1 description of this desk.
pub fn openapi() -> Value {
    let mut paths = Map::new();
    for route in ROUTES {
        for shape in route.shapes {
            let path = format!("{}.{}", route.path, shape.extension());
            paths.insert(path, json!({ "get": operation(route, *shape) }));
        }
    }
    for (path, about, fields) in write::WRITES {
        paths.insert(path.to_owned(), json!({ "post": writing(path, about, fields) }));
    }
    for (path, about) in [
        ("/healthz", "Says that the process answers"),
        ("/readyz", "Says whether the archive can be asked and its index is in step"),
        ("/metrics", "Numbers about the desk, as Prometheus reads them"),
    ] {
        let text = json!({ "description": about, "content": { "text/plain": { "schema": { "type": "string" } } } });
        paths.insert(
            path.to_owned(),
            json!({ "get": {
                "operationId": path.trim_start_matches('/'), "summary": about,
                "responses": { "200": text, "default": { "$ref": "#/components/responses/problem" } },
            } }),
        );
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Legation",
            "version": legation::VERSION,
            "description": "An archive of who did what to whom, who says so, and how surely. Each address is a page; with \
                an extension it is the page's data. `Accept` chooses as well. Without an archive's change, an answer \
                keeps its ETag.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "responses": { "problem": {
                "description": "What went wrong (RFC 9457)",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/problem" } } },
            } },
            "schemas": { "problem": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
                    "detail": { "type": "string" }, "hint": { "type": "string" },
                },
            } },
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn operation(route: &Route, shape: Shape) -> Value {
    let mut parameters: Vec<Value> = Vec::new();
    if route.path.contains("{id}") {
        parameters.push(json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }));
    }
    for name in route.parameters {
        let Some((_, kind, about)) = PARAMETERS.iter().find(|p| p.0 == *name) else { continue };
        let schema = match *kind {
            "date" => json!({ "type": "string", "format": "date" }),
            kind => json!({ "type": kind }),
        };
        parameters.push(json!({ "name": name, "in": "query", "description": about, "schema": schema }));
    }
    let name: Vec<&str> = route.path.split('/').filter(|p| !p.is_empty()).map(|p| p.trim_matches(['{', '}'])).collect();
    let schema = match shape {
        Shape::Json if route.is_list => json!({
            "type": "object",
            "required": ["query", "rows", "next", "links"],
            "properties": {
                "query": { "type": "object", "description": "The parameters as they were understood" },
                "rows": { "type": "array", "items": object(route) },
                "next": { "type": ["string", "null"], "description": "To be handed in as `after`" },
                "links": {
                    "type": "object",
                    "properties": { "next": { "type": ["string", "null"], "description": "Address of the next page" } },
                },
            },
        }),
        Shape::Json => object(route),
        _ => json!({ "type": "string" }),
    };
    let media = shape.media_type().split(';').next().unwrap_or("");
    json!({
        "operationId": format!("{}.{}", name.join("."), shape.extension()),
        "summary": route.about,
        "parameters": parameters,
        "responses": {
            "200": { "description": route.about, "content": { media: { "schema": schema } } },
            "304": { "description": "Unchanged since the ETag that was sent" },
            "default": { "$ref": "#/components/responses/problem" },
        },
    })
}

fn object(route: &Route) -> Value {
    let properties: Map<String, Value> = route
        .fields
        .iter()
        .map(|(name, kind)| {
            let schema = match (kind.trim_end_matches('?'), kind.ends_with('?')) {
                ("any", _) => json!({}),
                (kind, true) => json!({ "type": [kind, "null"] }),
                (kind, false) => json!({ "type": kind }),
            };
            ((*name).to_owned(), schema)
        })
        .collect();
    let required: Vec<&str> = route.fields.iter().map(|f| f.0).collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

fn writing(path: &str, about: &str, fields: &[(&str, &str)]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|(name, kind)| {
            let schema = match *kind {
                "array" => json!({ "type": "array", "items": { "type": "string" } }),
                kind => json!({ "type": kind }),
            };
            ((*name).to_owned(), schema)
        })
        .collect();
    let required: Vec<&str> = fields.iter().map(|f| f.0).collect();
    let body = json!({ "type": "object", "required": required, "properties": properties });
    json!({
        "operationId": path.trim_start_matches('/').replace('/', "."),
        "summary": about,
        "security": [{ "token": [] }],
        "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
        "responses": {
            "200": { "description": about, "content": { "application/json": { "schema": { "type": "object" } } } },
            "default": { "$ref": "#/components/responses/problem" },
        },
    })
}
