//! Files of other coders: the traps that others fell into, each with rows invented for it.

use std::path::Path;

use legation::error::Kind;
use legation::record::import::{self, Dataset, Imported};
use legation::record::{Archive, Run};

fn archive(name: &str) -> Archive {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("import-{name}.sqlite"));
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let mut file = path.clone().into_os_string();
        file.push(suffix);
        let _ = std::fs::remove_file(file);
    }
    Archive::open_or_create(&path).expect("an archive")
}

fn run() -> Run {
    Run {
        kind: "import".to_owned(),
        started: "2026-11-27T00:00:00Z".to_owned(),
        settings: String::new(),
        data_digest: String::new(),
        note: String::new(),
    }
}

fn import(archive: &mut Archive, dataset: Dataset, text: &str) -> Imported {
    import::import(archive, dataset, dataset.name(), &mut text.as_bytes(), &run()).expect("the file is read")
}

/// One cell of the only row, as text.
fn cell(archive: &Archive, column: &str, key: &str) -> Option<String> {
    archive
        .connection()
        .query_row(&format!("SELECT CAST({column} AS TEXT) FROM imported WHERE row_key = ?1"), [key], |row| row.get(0))
        .unwrap_or_else(|e| panic!("{column} of {key}: {e}"))
}

/// A row of GDELT 1.0 or 2.0 whose action is in Kyiv.
fn gdelt(columns: usize, id: &str) -> String {
    let place = |country: &str, name: &str, lat: &str, long: &str| -> Vec<String> {
        let mut cells: Vec<String> = ["4", name, country, "X1"].map(str::to_owned).to_vec();
        if columns == 61 {
            cells.push("ADM2".to_owned());
        }
        cells.extend([lat, long, "-1044367"].map(str::to_owned));
        cells
    };
    let actor = |code: &str, name: &str, country: &str| -> Vec<String> {
        let mut cells = vec![code.to_owned(), name.to_owned(), country.to_owned()];
        cells.extend(vec![String::new(); 7]);
        cells
    };
    let mut cells: Vec<String> = [id, "20220314", "202203", "2022", "2022.2"].map(str::to_owned).to_vec();
    cells.extend(actor("CHNGOV", "BEIJING", "CHN"));
    cells.extend(actor("UKR", "UKRAINE", "UKR"));
    cells.extend(["1", "042", "042", "04", "1", "1.9", "7", "2", "7", "-3.5"].map(str::to_owned));
    cells.extend(place("CH", "Beijing", "39.9", "116.4"));
    cells.extend(place("UP", "Kyiv", "50.4", "30.5"));
    cells.extend(place("UP", "Kyiv, Ukraine", "50.43", "30.51"));
    cells.push("20220315".to_owned());
    if columns != 57 {
        cells.push("https://one.example/a".to_owned());
    }
    assert_eq!(cells.len(), columns);
    cells.join("\t")
}

#[test]
fn gdelt_of_57_58_and_61_columns_is_read_field_by_field() {
    let mut archive = archive("gdelt");
    let text = format!("{}\n{}\n{}\n", gdelt(57, "1"), gdelt(58, "2"), gdelt(61, "3"));
    let imported = import(&mut archive, Dataset::Gdelt, &text);
    assert_eq!((imported.rows, imported.added, imported.failed), (3, 3, 0), "{imported:?}");
    for key in ["1", "2", "3"] {
        for (column, wanted) in [
            ("event_date", "2022-03-14"),
            ("actor_code", "CHNGOV"),
            ("actor_country", "CHN"),
            ("recipient_country", "UKR"),
            ("event_code", "042"),
            ("event_type", "CONSULT"),
            ("quad", "1"),
            ("score", "1.9"),
            ("n_reports", "7"),
            ("place_name", "Kyiv, Ukraine"),
            // FIPS UP is Ukraine; ISO has no UP at all, and CH would be Switzerland.
            ("place_country", "UKR"),
            ("latitude", "50.43"),
            ("longitude", "30.51"),
        ] {
            assert_eq!(cell(&archive, column, key).as_deref(), Some(wanted), "{column} of row {key}");
        }
        let url = (key != "1").then_some("https://one.example/a");
        assert_eq!(cell(&archive, "url", key).as_deref(), url);
    }
}

#[test]
fn shifted_rows_and_other_files_are_not_read_as_events() {
    let mut archive = archive("shifted");
    let short = gdelt(61, "4").rsplit_once('\t').map(|(row, _)| row.to_owned()).expect("a tab");
    let header = format!("GLOBALEVENTID\t{}", vec!["c"; 60].join("\t"));
    let odd =
        gdelt(58, "6").replace("042\t042\t04", "---\t---\t--").replace("1.9", "nan").replace("20220314", "20220231");
    let text = format!(
        "{header}\n{}\n{short}\n{}\n{odd}\n",
        gdelt(61, "3"),
        gdelt(58, "5").replace("042\t042\t04", "---\t---\t--").replace("\t1.9\t", "\tnan\t")
    );
    let imported = import(&mut archive, Dataset::Gdelt, &text);
    assert_eq!((imported.rows, imported.added, imported.failed), (4, 2, 2), "{imported:?}");
    assert!(imported.failures[0].1.contains("60 columns") && imported.failures[0].0 == 3, "{imported:?}");
    assert!(imported.failures[1].1.contains("no day"), "31 February is no day: {imported:?}");
    assert!(imported.notices.keys().any(|n| n.contains("header")), "{imported:?}");
    for missing in ["event_code", "event_type", "score"] {
        assert_eq!(cell(&archive, missing, "5"), None, "{missing} is missing, not a number");
    }
    let mentions = vec!["1"; 16].join("\t");
    let error = import::import(&mut archive, Dataset::Gdelt, "gdelt", &mut mentions.as_bytes(), &run())
        .expect_err("mentions are no events");
    assert!(error.kind == Kind::Input && error.to_string().contains("mentions"), "{error}");
}

const ICEWS: &str = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude";

fn icews(id: &str, date: &str, sectors: &str, code: &str) -> String {
    format!(
        "{id}\t{date}\tForeign Ministry (Armenia)\t{sectors}\tArmenia\tConsult\t{code}\t1\tCabinet\tGovernment\tAzerbaijan\t7\t2\tRiver Post\tTbilisi\t\t\tGeorgia\t41.7\t44.8"
    )
}

#[test]
fn icews_ids_used_twice_zeros_lost_and_months_first() {
    let mut archive = archive("icews");
    let text = format!(
        "{ICEWS}\n{}\n{}\n{}\n{}\n{}\n",
        icews("7", "2017-03-14", "Foreign Ministry,Government", "042"),
        icews("7", "2017-03-15", "Government,Foreign Ministry", "42"),
        icews("7", "3/14/2017", "Government", "042"),
        icews("8", "3/16/2017", "Government", ""),
        icews("9", "3/16/2017", "Government", "190"),
    );
    let imported = import(&mut archive, Dataset::Icews, &text);
    assert_eq!((imported.rows, imported.added, imported.duplicates), (5, 4, 1), "{imported:?}");
    assert_eq!(cell(&archive, "event_code", "7@2017-03-14").as_deref(), Some("042"));
    assert_eq!(cell(&archive, "event_code", "7@2017-03-15").as_deref(), Some("042"), "its zero was lost");
    assert_eq!(cell(&archive, "event_code", "9@2017-03-16").as_deref(), Some("190"));
    let order = |key: &str| cell(&archive, "actor_code", key);
    assert_eq!(order("7@2017-03-14"), order("7@2017-03-15"), "sectors come in any order");
    assert_eq!(cell(&archive, "event_type", "8@2017-03-16"), None);
    assert_eq!(imported.notices.get("a row has no CAMEO code"), Some(&1));
    assert_eq!(cell(&archive, "place_country", "7@2017-03-14").as_deref(), Some("GEO"));
    let quoted = text.lines().map(|l| l.split('\t').map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join("\t"));
    let again = import(&mut archive, Dataset::Icews, &quoted.collect::<Vec<_>>().join("\r\n"));
    assert_eq!((again.added, again.duplicates), (0, 5), "the quoted dialect is the same file: {again:?}");
}

#[test]
fn polecat_headers_drift_and_tabs_stray() {
    let mut archive = archive("polecat");
    let text = "Event ID\tEvent Date\tEvent Type\tIntensity\tQuad Code\tActor Name\tActor Country\tRecipient Name\tRecipient Country\tHeadline\tLatitude\n\
                A1\t2022-03-14\tCONSULT\t2.5\tVERBAL COOPERATION\tArmenia; Russia\tArmenia; Russian Federation\tAzerbaijan\tAzerbaijan\tTalks\tNone\t\t\t\n\
                A2\t2022-03-15\tSANCTION\t-6\tMATERIAL CONFLICT\tNone\tNone\tRussia\tRussian Federation\tMore\t1.5\n";
    let imported = import(&mut archive, Dataset::Polecat, text);
    assert_eq!((imported.added, imported.failed), (2, 0), "{imported:?}");
    assert!(imported.notices.keys().any(|n| n.contains("Headline")), "{imported:?}");
    assert_eq!(cell(&archive, "score", "A1").as_deref(), Some("2.5"), "the older name of the column");
    assert_eq!(cell(&archive, "actor_country", "A1").as_deref(), Some("ARM"));
    assert_eq!(cell(&archive, "latitude", "A1"), None, "None is missing");
    assert_eq!(cell(&archive, "actor_name", "A2"), None);
    assert_eq!(cell(&archive, "recipient_country", "A2").as_deref(), Some("RUS"));
    let error = import::import(&mut archive, Dataset::Polecat, "p", &mut "a\tb\n1\t2\n".as_bytes(), &run());
    assert!(error.is_err_and(|e| e.to_string().contains("Event ID")));
}

#[test]
fn acled_notes_hold_commas_quotes_and_lines() {
    let mut archive = archive("acled");
    let text = "event_id_cnty,event_date,year,event_type,sub_event_type,actor1,actor2,iso,country,location,latitude,longitude,source,notes,fatalities\r\n\
                AZE1,14 March 2022,2022,Battles,Armed clash,Military Forces of Armenia,Military Forces of Azerbaijan,31,Azerbaijan,Sotk,40.1,45.9,\"Post; Wire\",\"Fire was \"\"heavy\"\",\nand went on, it was said\",2\r\n\
                AZE2,2022-03-15,2022,Protests,Peaceful protest,Protesters,,031,Azerbaijan,Baku,40.4,49.9,Post,none,0\r\n";
    let imported = import(&mut archive, Dataset::Acled, text);
    assert_eq!((imported.rows, imported.added, imported.failed), (2, 2, 0), "{imported:?}");
    assert_eq!(cell(&archive, "event_date", "AZE1").as_deref(), Some("2022-03-14"));
    assert_eq!(cell(&archive, "url", "AZE1").as_deref(), Some("Post; Wire"));
    for key in ["AZE1", "AZE2"] {
        assert_eq!(cell(&archive, "place_country", key).as_deref(), Some("AZE"), "ISO 31 with or without its zero");
    }
    let semicolons = text.replace(',', ";");
    let error = import::import(&mut archive, Dataset::Acled, "a", &mut semicolons.as_bytes(), &run());
    assert!(error.is_err_and(|e| e.to_string().contains("semicolons")));
}

#[test]
fn plover_in_both_of_its_shapes() {
    let mut archive = archive("plover");
    let text = concat!(
        r#"{"id":"p1","date":"2022-03-14","actor":[{"code":"ARM","entity_text":"Yerevan"}],"recipient":[{"code":"AZE","entity_text":"Baku"}],"event":["CONSULT"],"mode":["visit"],"quad_code":1,"event_scale":4.0}"#,
        "\n\nnot json\n",
        r#"{"id":2,"date":"2022-03-15","source":{"country":"ARM","raw_text":"Yerevan"},"target":[],"event":"ACCUSE"}"#,
        "\n"
    );
    let imported = import(&mut archive, Dataset::Plover, text);
    assert_eq!((imported.rows, imported.added, imported.failed), (3, 2, 1), "{imported:?}");
    assert_eq!(imported.failures[0].0, 3);
    assert_eq!(cell(&archive, "modes", "p1").as_deref(), Some("visit"));
    assert_eq!(cell(&archive, "actor_country", "2").as_deref(), Some("ARM"));
    assert_eq!(cell(&archive, "event_type", "2").as_deref(), Some("ACCUSE"));
}

/// GDELT's and ICEWS's scores are functions of the code: a table that somebody made up is noticed.
#[test]
fn scores_are_compared_with_the_goldstein_table() {
    let mut archive = archive("goldstein");
    let text = format!("{}\n{}\n", gdelt(61, "1"), gdelt(61, "2").replace("\t1.9\t", "\t3.0\t"));
    let imported = import(&mut archive, Dataset::Gdelt, &text);
    let notice = imported.notices.iter().find(|(what, _)| what.contains("Goldstein"));
    assert_eq!(notice.map(|(_, n)| *n), Some(1), "{imported:?}");
    assert_eq!(cell(&archive, "score", "2").as_deref(), Some("3.0"), "it is kept as it was written");
}

/// A missing number is missing: no huge one, no nought.
#[test]
fn what_is_not_a_number_is_none() {
    let mut archive = archive("nan");
    for (n, odd) in ["nan", "NaN", "inf", "-inf", "", "None", "1e999", "9223372036854775808"].iter().enumerate() {
        let text = gdelt(61, &n.to_string()).replace("\t7\t2\t7\t", &format!("\t{odd}\t2\t7\t"));
        let text = text.replace("\t1.9\t", &format!("\t{odd}\t")).replace("50.43", odd);
        import(&mut archive, Dataset::Gdelt, &text);
        for column in ["n_reports", "score", "latitude"] {
            let stored = cell(&archive, column, &n.to_string());
            let sane = stored.as_deref().is_none_or(|v| v.parse::<f64>().is_ok_and(|v| v > 0.0 && v < 1e19));
            assert!(sane, "{odd:?} became {stored:?} in {column}");
        }
    }
}

/// Any bytes give an answer, in every reader.
#[test]
fn hostile_bytes_never_panic() {
    let mut archive = archive("hostile");
    let mut seed = 3u64;
    for round in 0..200 {
        let mut bytes: Vec<u8> = match round % 4 {
            0 => format!("{ICEWS}\n").into_bytes(),
            1 => format!("{}\n", gdelt(61, "1")).into_bytes(),
            2 => b"event_id_cnty,event_date,event_type,actor1,country\n\"".to_vec(),
            _ => Vec::new(),
        };
        for _ in 0..200 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            bytes.push(b"\t\n\",;{}[]\0\xff\xc3aZ09-/"[(seed >> 40) as usize % 18]);
        }
        for dataset in Dataset::ALL {
            let _ = import::import(&mut archive, dataset, "x", &mut bytes.as_slice(), &run());
        }
    }
}
