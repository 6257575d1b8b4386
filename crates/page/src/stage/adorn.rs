//! Paints what the first load leaves out: labels, letters, ticks, and what stands for motion where less was asked for.

use super::paint::Painter;
use queuelab::session::Session;
use queuelab_view::geometry::Geometry;
use queuelab_view::labels::{calm, labels, ticks};

/// Paints it above the marks.
pub fn adorn(painter: &Painter, session: &Session, geometry: &Geometry) {
    let c = &painter.context;
    c.set_stroke_style_str(&painter.colours.ink);
    c.set_line_width(1.8);
    c.begin_path();
    for [from, to] in ticks(session, &painter.tokens) {
        c.move_to(from.x, from.y);
        c.line_to(to.x, to.y);
    }
    c.stroke();
    write(painter, session);
    if painter.stepped {
        stand_still(painter, geometry);
    }
}

fn write(painter: &Painter, session: &Session) {
    let (c, colours) = (&painter.context, &painter.colours);
    for label in labels(session, &painter.tokens, painter.camera.zoom) {
        c.set_font(&format!("600 {:.2}px ui-sans-serif, system-ui, sans-serif", label.size));
        c.set_text_align(if label.inside { "center" } else { "left" });
        c.set_text_baseline(if label.inside { "middle" } else { "alphabetic" });
        c.set_fill_style_str(if label.inside { &colours.panel } else { &colours.ink });
        c.set_global_alpha(label.alpha);
        let _ = c.fill_text(&label.text, label.at.x, label.at.y);
    }
    c.set_global_alpha(1.0);
}

/// Both ends of each way outlined, and a chevron on its link.
fn stand_still(painter: &Painter, geometry: &Geometry) {
    let c = &painter.context;
    c.set_stroke_style_str(&painter.colours.accent);
    c.set_line_width(2.4);
    c.begin_path();
    for (ends, chevron) in painter.moving.active.iter().filter_map(|pair| calm(geometry, *pair)) {
        for rect in ends {
            c.rect(rect.x - 4.0, rect.y - 4.0, rect.w + 8.0, rect.h + 8.0);
        }
        let [first, tip, last] = chevron;
        c.move_to(first.x, first.y);
        c.line_to(tip.x, tip.y);
        c.line_to(last.x, last.y);
    }
    c.stroke();
}
