//! The desk: an archive as web pages and as data, on one port.
//!
//! What comes in: [`Settings`], and requests. What goes out: the page that `web/` builds, and for
//! each page's address with `.json` its data; every answer comes from the engine's questions, so the
//! command line says the same. One table, [`route::ROUTES`], makes the routes and their description.
//!
//! What is deliberately not here: judgement and SQL (the engine's), writing of articles (`legation
//! record`), encryption (a proxy's), and any outbound connection.

mod accept;
mod answer;
mod ask;
mod assets;
mod cache;
mod guard;
mod limits;
mod metrics;
mod openapi;
mod page;
mod problem;
mod readers;
mod reply;
pub mod route;
mod settings;
mod timed;
mod token;
mod world;
mod write;

pub use accept::{Desk, serve};
pub use openapi::openapi;
pub use settings::Settings;
pub use token::Token;
