//! The workshop: `cargo xtask train|evaluate|check`.

fn main() {}
