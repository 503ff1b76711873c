//! The workshop: `cargo xtask train|evaluate|bench`.

mod evaluate;
mod record;
mod train;

fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["train", "english", ..] => train::english(&arguments[2..]),
        ["evaluate", ..] => evaluate::run(&arguments[1..]),
        ["bench", "record", ..] => record::bench(&arguments[2..]),
        ["bench", ..] => evaluate::speed::run(),
        _ => Err(
            "usage: cargo xtask train english | evaluate [code|parse|names|speed|copies|identity|all] | bench [record]"
                .to_owned(),
        ),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            std::process::ExitCode::FAILURE
        }
    }
}
