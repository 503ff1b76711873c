use super::Running;

/// The examples are run by our own client: what they say of address and headers is what counts.
#[test]
fn the_curl_examples_of_the_readme_work() {
    let readme = include_str!("../../../../README.md");
    let desk = Running::shared();
    let mut n = 0;
    for line in readme.lines().filter(|l| l.starts_with("curl ")) {
        let mut words = words(line.split(" #").next().unwrap_or(line)).into_iter().skip(1);
        let (mut target, mut headers) = (None, String::new());
        while let Some(word) = words.next() {
            match word.as_str() {
                "-H" => headers.push_str(&format!("{}\r\n", words.next().expect("a header"))),
                "-o" => drop(words.next()),
                option if option.starts_with('-') => {}
                address => target = address.strip_prefix("http://127.0.0.1:8470").map(str::to_owned),
            }
        }
        let target = target.unwrap_or_else(|| panic!("{line} names no address of the desk"));
        let answer = desk.get_with(&target, &headers);
        assert_eq!(answer.status, 200, "{line}: {}", answer.text());
        n += 1;
    }
    assert!(n >= 3, "the README shows how to ask the desk: {n}");
}

/// A line as a shell splits it, with single quotes only.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (n, part) in line.split('\'').enumerate() {
        if n % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
