//! A drafted table as TOML that a person completes.

use crate::negotiate::draft::Draft;

/// Blanks are "?"; each quote stands as a comment over the stake that it speaks to.
pub fn toml(draft: &Draft) -> String {
    let table = &draft.table;
    let mut out = format!(
        "# Drafted from what was read. Numbers are yours to give: \"?\" is a blank, quotes are evidence.\n\n[table]\nname = {}\nrule = \"consent\"\n",
        string(&table.name)
    );
    for issue in &table.issues {
        out.push_str(&format!(
            "\n[[issue]]\nid = {}\nname = {}\nlow = \"\"   # what 0 means\nhigh = \"\"  # what 100 means\n",
            string(&issue.id),
            string(&issue.name)
        ));
    }
    for party in &table.parties {
        out.push_str(&format!(
            "\n[[party]]\nid = {}\nname = {}\ncapability = 1  # to be judged: all alike for now\n",
            string(&party.id),
            string(&party.name)
        ));
    }
    for (k, party) in table.parties.iter().enumerate() {
        for (p, issue) in table.issues.iter().enumerate() {
            let quotes = draft.quotes.get(k * table.issues.len() + p).map_or(&[][..], Vec::as_slice);
            out.push('\n');
            if quotes.is_empty() {
                out.push_str("# nothing was read\n");
            }
            for said in quotes {
                let on = said.on.as_deref().unwrap_or("no date");
                out.push_str(&format!("# {on}: “{}”\n", one_line(&said.quote)));
            }
            let evidence: Vec<String> = quotes.iter().map(|s| string(&s.evidence)).collect();
            out.push_str(&format!(
                "[[stake]]\nparty = {}\nissue = {}\nposition = \"?\"\nsalience = \"?\"\nevidence = [{}]\n",
                string(&party.id),
                string(&issue.id),
                evidence.join(", ")
            ));
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A basic TOML string.
fn string(text: &str) -> String {
    let inside: String = text
        .chars()
        .map(|c| match c {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            c if c.is_control() => " ".to_owned(),
            c => c.to_string(),
        })
        .collect();
    format!("\"{inside}\"")
}
