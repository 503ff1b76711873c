//! How often a stated confidence is right, and the line through log-odds that would mend it.

/// Confidences with whether they were right.
#[derive(Default)]
pub struct Pairs(Vec<(f32, bool)>);

impl Pairs {
    pub fn add(&mut self, confidence: f32, right: bool) {
        self.0.push((confidence, right));
    }

    /// A table by tenths, the expected calibration error, and `a`, `b` of the line that fits best
    /// (1 and 0 where nothing is left to mend).
    pub fn print(&self, title: &str) {
        println!("{title}: {} answers", self.0.len());
        let mut error = 0.0;
        for tenth in 0..10 {
            let (low, high) = (tenth as f32 / 10.0, (tenth + 1) as f32 / 10.0);
            let inside: Vec<_> = self.0.iter().filter(|(c, _)| *c >= low && (*c < high || tenth == 9)).collect();
            if inside.is_empty() {
                continue;
            }
            let n = inside.len() as f32;
            let said = inside.iter().map(|(c, _)| c).sum::<f32>() / n;
            let right = inside.iter().filter(|(_, r)| *r).count() as f32 / n;
            error += n * (said - right).abs();
            println!("  {low:.1} to {high:.1}   {:4} answers   said {said:.2}   right {right:.2}", inside.len());
        }
        let (a, b) = self.line();
        println!("  expected calibration error {:.3}   line a {a:.2} b {b:+.2}", error / self.0.len().max(1) as f32);
    }

    /// Platt's line: right with probability sigmoid(a log-odds + b), by plain descent.
    fn line(&self) -> (f32, f32) {
        let (mut a, mut b) = (1.0_f32, 0.0_f32);
        for _ in 0..4_000 {
            let (mut da, mut db) = (0.0, 0.0);
            for (confidence, right) in &self.0 {
                let c = confidence.clamp(0.01, 0.99);
                let odds = (c / (1.0 - c)).ln();
                let error = 1.0 / (1.0 + (-(a * odds + b)).exp()) - f32::from(u8::from(*right));
                da += error * odds;
                db += error;
            }
            let n = self.0.len().max(1) as f32;
            a -= 0.3 * da / n;
            b -= 0.3 * db / n;
        }
        (a, b)
    }
}
