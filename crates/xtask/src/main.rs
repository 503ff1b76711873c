//! The workshop: `cargo xtask train|evaluate|bench`.

mod bench;
mod evaluate;
mod names;
mod record;
mod train;
mod train_code;

fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done =
        match words[..] {
            ["train", "english", ..] => train::english(&arguments[2..]),
            ["train", "names", ..] => names::run(&arguments[2..]),
            ["train", "attribute", ..] => train::attribute::run(&arguments[2..]),
            ["train", "code", ..] => train_code::run(&arguments[2..]),
            ["train", "confidence"] => train::confidence(),
            ["evaluate", ..] => evaluate::run(&arguments[1..]),
            ["bench", ..] => bench::run(&arguments[1..]),
            _ => Err("usage: cargo xtask train english|names|attribute|code|confidence | evaluate [NAME|all] | bench"
                .to_owned()),
        };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            std::process::ExitCode::FAILURE
        }
    }
}
