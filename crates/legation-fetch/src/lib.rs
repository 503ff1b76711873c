//! The one door through which Legation asks other machines for pages, feeds and sitemaps.
//!
//! What comes in: an address that a person, a feed or a page named. What goes out: bytes, and what the
//! server said about them. A name is resolved once, every address that it gives is checked, and the
//! connection is made to a checked address, on every hop of a redirect; size, time, number of hops and
//! growth on unpacking are capped. [`Visitor`] adds manners: robots.txt, a pause between requests to one
//! host, Retry-After, back-off, conditional requests.
//!
//! What is deliberately not here: what becomes of a page (the engine), and what was fetched before (the
//! archive).

mod address;
mod door;
mod feed;
mod resolve;
mod robots;
mod sitemap;
mod target;
mod visitor;

pub use address::is_public;
pub use door::{Answer, Door, Limits};
pub use feed::{Item, feed};
pub use resolve::{Resolve, System};
pub use robots::Robots;
pub use sitemap::{Sitemap, sitemap};
pub use target::Exempt;
pub use visitor::{Clock, Manners, Visit, Visitor, Wall};
