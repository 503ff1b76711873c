//! The workshop: `cargo xtask train|evaluate|bench`.

mod evaluate {
    pub mod code;
}

fn main() -> Result<(), String> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    evaluate::code::run(&args)
}
