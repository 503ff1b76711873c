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
        for tenth in 0..10 {
            let (low, high) = (tenth as f32 / 10.0, (tenth + 1) as f32 / 10.0);
            let inside: Vec<_> = self.0.iter().filter(|(c, _)| *c >= low && (*c < high || tenth == 9)).collect();
            if inside.is_empty() {
                continue;
            }
            let n = inside.len() as f32;
            let said = inside.iter().map(|(c, _)| c).sum::<f32>() / n;
            let right = inside.iter().filter(|(_, r)| *r).count() as f32 / n;
            println!("  {low:.1} to {high:.1}   {:4} answers   said {said:.2}   right {right:.2}", inside.len());
        }
        let (a, b) = self.line();
        let (ours, mean) = self.brier();
        println!(
            "  expected calibration error {:.3}   Brier {ours:.3} / {mean:.3}   line a {a:.2} b {b:+.2}",
            self.error()
        );
    }

    /// Expected calibration error over tenths.
    pub fn error(&self) -> f64 {
        let mut sums = [(0.0, 0.0); 10];
        for (said, right) in &self.0 {
            let tenth = &mut sums[((said * 10.0) as usize).min(9)];
            tenth.0 += f64::from(*said);
            tenth.1 += f64::from(u8::from(*right));
        }
        sums.iter().map(|(said, right)| (said - right).abs()).sum::<f64>() / self.0.len().max(1) as f64
    }

    /// Mean squared error of what was said, and of saying the mean each time.
    fn brier(&self) -> (f64, f64) {
        let n = self.0.len().max(1) as f64;
        let right = |r: bool| f64::from(u8::from(r));
        let mean = self.0.iter().map(|(_, r)| right(*r)).sum::<f64>() / n;
        let ours = self.0.iter().map(|(p, r)| (f64::from(*p) - right(*r)).powi(2)).sum::<f64>() / n;
        (ours, mean * (1.0 - mean))
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
