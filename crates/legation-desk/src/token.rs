//! The token that opens what is not for everybody.

use legation::error::{Error, Kind};

/// A secret, kept as a digest; it never appears in messages.
#[derive(Clone)]
pub struct Token(blake3::Hash);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// Takes a secret of at least sixteen characters.
    pub fn new(secret: &str) -> Result<Token, Error> {
        let secret = secret.trim();
        if secret.len() < 16 || !secret.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Error::new(Kind::Configuration, "reading the token")
                .because("it must have at least sixteen letters, digits or signs, and no space")
                .hint("for example: head -c 24 /dev/urandom | base64"));
        }
        Ok(Token(blake3::hash(secret.as_bytes())))
    }

    /// Whether a secret is the right one; `blake3::Hash` compares in constant time, so that no part
    /// of it can be guessed from how long the answer takes.
    pub fn is(&self, offered: &str) -> bool {
        self.0 == blake3::hash(offered.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_and_compared_whole() {
        assert!(Token::new("short").is_err() && Token::new("a token with spaces").is_err());
        let token = Token::new("0123456789abcdef\n").expect("long enough");
        assert!(token.is("0123456789abcdef"));
        assert!(!token.is("0123456789abcdeF") && !token.is("") && !token.is("0123456789abcdef0"));
        assert_eq!(format!("{token:?}"), "Token(…)");
    }
}
