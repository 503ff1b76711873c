//! Which language a text is in, where it is long enough to tell.

/// Shorter texts are left undecided: names alone mislead the detector.
const SHORTEST: usize = 160;

/// ISO 639-1 code (639-3 where there is none), or nothing when unsure.
pub(super) fn detect(text: &str) -> Option<String> {
    // Some thousand characters decide as well as a whole book.
    let head: String = text.chars().take(4_000).collect();
    let info = whatlang::detect(&head)?;
    let long = head.chars().count() >= SHORTEST;
    let latin = info.script() == whatlang::Script::Latin;
    (long && info.is_reliable() || !latin && head.chars().count() >= 40).then(|| short(info.lang()).to_owned())
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
