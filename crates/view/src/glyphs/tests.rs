//! Every look is found again by its shape alone, small, in grey and as people see it who tell colours apart otherwise;
//! and the colours of the style sheet stand out from what they stand on.
#![allow(clippy::cast_precision_loss, reason = "pictures have a few hundred pixels")]

use super::{CUT_W, LINE_W, Look, Piece, RING_R, RING_W, of, sample_ring, svg, variable};
use std::collections::BTreeMap;
use std::f64::consts::TAU;

/// Half the side of the square that a mark is drawn in, in radii of its body.
const HALF: f64 = 1.75;
/// Samples along each side of a pixel.
const FINE: usize = 4;
const SIZES: [usize; 3] = [12, 24, 32];

type Line = Vec<(f64, f64)>;

/// The lines of a path, curves as short straight ones.
fn lines(path: &[Piece]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for piece in path {
        match *piece {
            Piece::Move(x, y) => lines.push(vec![(x.into(), y.into())]),
            Piece::Line(x, y) => lines.last_mut().unwrap().push((x.into(), y.into())),
            Piece::Arc(x, y, r, from, to) => {
                lines.push(part_of_circle((x.into(), y.into()), r.into(), from.into(), to.into()));
            }
            Piece::Close => {
                let line = lines.last_mut().unwrap();
                line.push(line[0]);
            }
        }
    }
    lines
}

fn part_of_circle((x, y): (f64, f64), r: f64, from: f64, to: f64) -> Line {
    let on = |step: u32| {
        let (sin, cos) = ((from + (to - from) * f64::from(step) / 48.0) * TAU).sin_cos();
        (x + r * cos, y + r * sin)
    };
    (0..=48).map(on).collect()
}

fn is_near(lines: &[Line], (x, y): (f64, f64), reach: f64) -> bool {
    let distance = |a: (f64, f64), b: (f64, f64)| {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let along = ((x - a.0) * dx + (y - a.1) * dy) / (dx * dx + dy * dy).max(1e-12);
        let along = along.clamp(0.0, 1.0);
        (x - a.0 - dx * along).hypot(y - a.1 - dy * along)
    };
    lines.iter().any(|line| line.windows(2).any(|pair| distance(pair[0], pair[1]) <= reach))
}

/// Whether a place is inside, by the rule of a canvas: it is where lines wind around it.
fn is_inside(lines: &[Line], (x, y): (f64, f64)) -> bool {
    let mut winding = 0;
    for line in lines {
        for (a, b) in line.iter().zip(line.iter().cycle().skip(1)) {
            if (a.1 <= y) != (b.1 <= y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0) {
                winding += if a.1 <= y { 1 } else { -1 };
            }
        }
    }
    winding != 0
}

/// How much of each pixel is inked, with a ring of which so much is left, everything shifted by so many pixels.
fn raster(look: Look, ring: Option<f64>, pixels: usize, shift: f64) -> Vec<f64> {
    let glyph = of(look);
    let (filled, stroked, cut) = (lines(glyph.filled), lines(glyph.stroked), lines(glyph.cut));
    let ring: Vec<Line> =
        ring.into_iter().map(|share| part_of_circle((0.0, 0.0), RING_R, -0.25, share - 0.25)).collect();
    let has_track = sample_ring(look).is_some();
    let fine = pixels * FINE;
    let place = |index: usize| ((index as f64 + 0.5) / FINE as f64 - shift) / pixels as f64 * 2.0 * HALF - HALF;
    let mut cover = vec![0.0; pixels * pixels];
    for row in 0..fine {
        for column in 0..fine {
            let at = (place(column), place(row));
            let is_body = is_inside(&filled, at) && !is_near(&cut, at, CUT_W / 2.0);
            let is_track = has_track && (at.0.hypot(at.1) - RING_R).abs() < RING_W.1 / 2.0;
            let is_ring = is_track || is_near(&ring, at, RING_W.0 / 2.0);
            let inked = is_body || is_ring || is_near(&stroked, at, LINE_W / 2.0);
            cover[row / FINE * pixels + column / FINE] += f64::from(u8::from(inked)) / (FINE * FINE) as f64;
        }
    }
    cover
}

/// How far two pictures are apart, whatever their brightness and contrast: 0 for the same, 2 for opposite ones.
fn distance(a: &[f64], b: &[f64]) -> f64 {
    let centred = |picture: &[f64]| {
        let mean = picture.iter().sum::<f64>() / picture.len() as f64;
        let picture: Vec<f64> = picture.iter().map(|value| value - mean).collect();
        let length = picture.iter().map(|value| value * value).sum::<f64>().sqrt();
        picture.into_iter().map(move |value| value / length).collect::<Vec<_>>()
    };
    1.0 - centred(a).iter().zip(centred(b)).map(|(a, b)| a * b).sum::<f64>()
}

type Rgb = [f64; 3];

/// The custom properties of a theme in the style sheet, as linear light.
fn theme(head: &str) -> BTreeMap<String, Rgb> {
    let css = include_str!("../../../../www/style.css");
    let block = css.split(head).nth(1).unwrap().split('}').next().unwrap();
    let linear = |hex: &str| {
        let value = f64::from(u8::from_str_radix(hex, 16).unwrap()) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let colour = |line: &str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": ")?;
        let hex = value.strip_prefix('#')?;
        Some((format!("--{name}"), [linear(&hex[0..2]), linear(&hex[2..4]), linear(&hex[4..6])]))
    };
    block.split(';').filter_map(colour).collect()
}

fn themes() -> [(&'static str, BTreeMap<String, Rgb>); 2] {
    [("light", theme(":root {")), ("dark", theme(":root[data-theme=\"dark\"] {"))]
}

fn luminance([r, g, b]: Rgb) -> f64 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// How a colour is seen, in linear light: by everybody, and with no cones of one kind (Machado, Oliveira and Fernandes,
/// 2009).
const VISIONS: [(&str, [Rgb; 3]); 4] = [
    ("full", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protan",
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ),
    (
        "deutan",
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ),
    (
        "tritan",
        [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]],
    ),
];

fn seen(matrix: &[Rgb; 3], colour: Rgb) -> f64 {
    let channel = |row: &Rgb| row.iter().zip(colour).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0);
    luminance([channel(&matrix[0]), channel(&matrix[1]), channel(&matrix[2])])
}

#[test]
fn every_two_looks_differ_by_their_shapes_alone() {
    for pixels in SIZES {
        let pictures = Look::ALL.map(|look| raster(look, sample_ring(look), pixels, 0.0));
        let (mut least, mut which) = (f64::MAX, (Look::Visible, Look::Visible));
        for (i, a) in Look::ALL.into_iter().enumerate() {
            for (j, b) in Look::ALL.into_iter().enumerate().skip(i + 1) {
                let apart = distance(&pictures[i], &pictures[j]);
                if apart < least {
                    (least, which) = (apart, (a, b));
                }
            }
        }
        assert!(least > 0.12, "at {pixels} px {which:?} are only {least:.3} apart");
    }
}

#[test]
fn a_look_is_found_by_its_shape_in_grey_and_without_one_kind_of_cones() {
    for pixels in SIZES {
        let templates = Look::ALL.map(|look| raster(look, sample_ring(look), pixels, 0.0));
        for (index, look) in Look::ALL.into_iter().enumerate() {
            // Rings as they are at other times, down to none; and everything a quarter of a pixel off.
            let rings =
                if sample_ring(look).is_some() { vec![None, Some(0.15), Some(0.5), Some(1.0)] } else { vec![None] };
            for picture in rings.into_iter().map(|ring| raster(look, ring, pixels, 0.25)) {
                found(index, look, &picture, &templates);
            }
        }
    }
}

/// Whether a picture of a look is nearest to the look's own template, in every theme, on every ground, for every eye.
fn found(index: usize, look: Look, picture: &[f64], templates: &[Vec<f64>]) {
    for (name, colours) in themes() {
        for ground in ["--page", "--panel", "--lane"] {
            for (vision, matrix) in &VISIONS {
                let (ink, paper) = (seen(matrix, colours[variable(look)]), seen(matrix, colours[ground]));
                assert!(
                    contrast(ink, paper) > 2.5,
                    "{look:?} on {ground}, {name}, {vision}: {:.2}",
                    contrast(ink, paper)
                );
                // As a screen has it: 256 steps of grey.
                let grey: Vec<f64> =
                    picture.iter().map(|cover| ((paper + (ink - paper) * cover) * 255.0).round()).collect();
                // Which is the lighter one of ink and paper can be seen.
                let sign = if ink < paper { -1.0 } else { 1.0 };
                let grey: Vec<f64> = grey.into_iter().map(|value| value * sign).collect();
                let apart: Vec<f64> = templates.iter().map(|template| distance(&grey, template)).collect();
                let nearest = (0..apart.len()).min_by(|a, b| apart[*a].total_cmp(&apart[*b])).unwrap();
                assert_eq!(
                    nearest,
                    index,
                    "{look:?} of {} marks on {ground}, {name}, {vision}: {apart:.3?}",
                    picture.len()
                );
            }
        }
    }
}

#[test]
fn colours_stand_out_from_what_they_stand_on() {
    let text = ["--ink", "--muted", "--accent", "--ok", "--warn", "--bad"];
    for (name, colours) in themes() {
        let between = |a: &str, b: &str| contrast(luminance(colours[a]), luminance(colours[b]));
        for ground in ["--page", "--panel", "--lane"] {
            for look in Look::ALL {
                let ratio = between(variable(look), ground);
                assert!(ratio >= 3.0, "{name}: {look:?} on {ground} has {ratio:.2}");
            }
            for ink in text {
                let ratio = between(ink, ground);
                assert!(ratio >= 4.5, "{name}: {ink} on {ground} has {ratio:.2}");
            }
            assert!(
                between("--line", ground) >= 3.0,
                "{name}: --line on {ground} has {:.2}",
                between("--line", ground)
            );
        }
        assert!(between("--on-accent", "--accent") >= 4.5, "{name}: buttons");
        assert!(between("--ink", "--selected") >= 4.5, "{name}: selected rows");
    }
}

#[test]
fn tags_and_words_differ_too() {
    let tags: std::collections::BTreeSet<_> = Look::ALL.map(Look::tag).into();
    let words: std::collections::BTreeSet<_> = Look::ALL.map(Look::word).into();
    assert_eq!((tags.len(), words.len()), (Look::ALL.len(), Look::ALL.len()));
}

#[test]
fn a_whole_circle_is_two_arcs_in_svg() {
    let mut d = String::new();
    svg(of(Look::Visible).filled, (8.0, 8.0), 4.0, &mut d);
    assert_eq!(d, "M12.00 8.00A4.00 4.00 0 0 1 4.00 8.00A4.00 4.00 0 0 1 12.00 8.00");
}
