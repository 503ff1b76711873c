//! Names that two machines agree on, because they are made from content.

/// Declares an id: a newtype over a short lower-case hex digest, with a sentence on what it
/// identifies and when it changes.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(String);

        impl $name {
            /// Digests the parts, in order, each closed by a zero byte so that no two lists collide.
            pub fn of(parts: &[&str]) -> $name {
                $name(digest($prefix, parts))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// Identifies one version of an article: changes with its canonical URL or a byte of its text.
    ArticleId "a";
    /// Identifies an event as coded from one piece of evidence: changes with the article, the
    /// trigger, the codes, the participants or the codebook version.
    EventId "e";
    /// Identifies a claim: changes with the article, its source, cue or content.
    ClaimId "c";
}

fn digest(prefix: &str, parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    format!("{prefix}{}", &hasher.finalize().to_hex()[..20])
}
