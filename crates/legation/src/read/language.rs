//! Which language a text is in, where it is long enough to tell.

/// Shorter texts are left undecided: names alone mislead the detector.
const SHORTEST: usize = 160;

/// Words without which hardly an English sentence of some length is written.
const FUNCTION_WORDS: &[&str] = &[
    "the", "of", "and", "to", "a", "an", "in", "for", "on", "with", "that", "by", "at", "from", "is", "was", "are",
    "were", "has", "have", "had", "be", "as", "its", "his", "her", "their", "it", "he", "she", "they", "will", "not",
    "said",
];

/// ISO 639-1 code (639-3 where there is none), or nothing when unsure.
pub(super) fn detect(text: &str) -> Option<String> {
    // Some thousand characters decide as well as a whole book.
    let head: String = text.chars().take(4_000).collect();
    let info = whatlang::detect(&head)?;
    let n_chars = head.chars().count();
    let sure = match info.script() {
        whatlang::Script::Latin => {
            n_chars >= SHORTEST && info.is_reliable() || info.lang() != whatlang::Lang::Eng && lacks_english(&head)
        }
        _ => n_chars >= 40,
    };
    sure.then(|| short(info.lang()).to_owned())
}

/// Whether a text of a dozen words has next to none of the words that English cannot do without:
/// German and Dutch share "in" with it, headlines are shorter.
fn lacks_english(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let (mut n_words, mut n_function) = (0, 0);
    for word in words {
        n_words += 1;
        n_function += usize::from(FUNCTION_WORDS.contains(&word.to_lowercase().as_str()));
    }
    n_words >= 12 && n_function * 12 <= n_words
}

fn short(lang: whatlang::Lang) -> &'static str {
    use whatlang::Lang::*;
    match lang {
        Eng => "en",
        Rus => "ru",
        Fra => "fr",
        Deu => "de",
        Spa => "es",
        Ita => "it",
        Por => "pt",
        Tur => "tr",
        Aze => "az",
        Hye => "hy",
        Kat => "ka",
        Ukr => "uk",
        Ara => "ar",
        Pes => "fa",
        Cmn => "zh",
        Jpn => "ja",
        Kor => "ko",
        Heb => "he",
        Pol => "pl",
        Nld => "nl",
        Swe => "sv",
        Ell => "el",
        Hin => "hi",
        other => other.code(),
    }
}

/// The language's English name, for messages.
pub(super) fn name(code: &str) -> String {
    let known = [
        ("ru", "Russian"),
        ("fr", "French"),
        ("de", "German"),
        ("es", "Spanish"),
        ("it", "Italian"),
        ("pt", "Portuguese"),
        ("tr", "Turkish"),
        ("az", "Azerbaijani"),
        ("hy", "Armenian"),
        ("ka", "Georgian"),
        ("uk", "Ukrainian"),
        ("ar", "Arabic"),
        ("fa", "Persian"),
        ("zh", "Chinese"),
        ("ja", "Japanese"),
        ("ko", "Korean"),
        ("he", "Hebrew"),
        ("pl", "Polish"),
        ("nl", "Dutch"),
        ("sv", "Swedish"),
        ("el", "Greek"),
        ("hi", "Hindi"),
    ];
    known
        .iter()
        .find(|(c, _)| *c == code)
        .map_or_else(|| format!("another language ({code})"), |(_, n)| (*n).to_owned())
}
