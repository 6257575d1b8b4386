//! The small map of the stage: where nodes stand, and which part of the stage is seen. It is drawn when not all of the lab
//! is seen.

use super::geometry::{Geometry, Point, Rect};

/// The map is at most so large, in pixels.
const SIZE_MAX: Point = Point { x: 176.0, y: 116.0 };
/// A node is drawn at least so large.
const NODE_MIN: f64 = 2.0;
/// So much may lie beyond the edge before the map is worth its place, in units of the stage: the layout's own margin.
const SPARE: f64 = 28.0;

/// What part of the stage is seen: pixels a unit, where the stage's origin is, and how large the frame is, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Seen {
    /// Pixels a unit.
    pub zoom: f64,
    /// Where the stage's origin is.
    pub origin: Point,
    /// Width and height of the frame.
    pub size: Point,
}

impl Seen {
    /// The same as a rectangle of the stage.
    pub fn rect(self) -> Rect {
        let zoom = self.zoom.max(f64::MIN_POSITIVE);
        Rect { x: -self.origin.x / zoom, y: -self.origin.y / zoom, w: self.size.x / zoom, h: self.size.y / zoom }
    }

    /// Where the stage's origin is when a place of the stage is in the middle.
    pub fn centred(self, at: Point) -> Point {
        Point { x: (self.size.x / 2.0 - at.x * self.zoom).round(), y: (self.size.y / 2.0 - at.y * self.zoom).round() }
    }
}

/// The map, in pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Minimap {
    /// Its width and height.
    pub size: Point,
    /// Pixels a unit of the stage.
    pub scale: f64,
    /// The nodes.
    pub nodes: Vec<Rect>,
    /// What is seen.
    pub frame: Rect,
}

impl Minimap {
    /// The map, where not all of the lab is seen.
    pub fn of(geometry: &Geometry, seen: Seen) -> Option<Self> {
        let all = geometry.size;
        if geometry.nodes.is_empty() || seen.size.x <= 0.0 || seen.size.y <= 0.0 {
            return None;
        }
        let rect = seen.rect();
        let is_seen =
            rect.x <= SPARE && rect.y <= SPARE && rect.x + rect.w >= all.x - SPARE && rect.y + rect.h >= all.y - SPARE;
        if is_seen {
            return None;
        }
        let scale = (SIZE_MAX.x / all.x.max(1.0)).min(SIZE_MAX.y / all.y.max(1.0));
        let scaled = |rect: Rect| Rect { x: rect.x * scale, y: rect.y * scale, w: rect.w * scale, h: rect.h * scale };
        let size = Point { x: all.x * scale, y: all.y * scale };
        let node = |rect: Rect| {
            let rect = scaled(rect);
            Rect { w: rect.w.max(NODE_MIN), h: rect.h.max(NODE_MIN), ..rect }
        };
        let nodes = geometry.nodes.iter().map(|shown| node(shown.rect)).collect();
        Some(Self { size, scale, nodes, frame: within(scaled(rect), size) })
    }

    /// The place of the stage under a place of the map.
    pub fn to_stage(&self, at: Point) -> Point {
        let inside = Point { x: at.x.clamp(0.0, self.size.x), y: at.y.clamp(0.0, self.size.y) };
        Point { x: inside.x / self.scale, y: inside.y / self.scale }
    }
}

/// The part of a frame that lies on the map; of one that lies beside it an edge.
fn within(frame: Rect, size: Point) -> Rect {
    let edge = |from: f64, length: f64, most: f64| {
        let (start, end) = (from.clamp(0.0, most), (from + length).clamp(0.0, most));
        let length = (end - start).max(NODE_MIN.min(most));
        (start.min(most - length), length)
    };
    let ((x, w), (y, h)) = (edge(frame.x, frame.w, size.x), edge(frame.y, frame.h, size.y));
    Rect { x, y, w, h }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{Flow, Placed};
    use queuelab::session::templates::Template;

    fn seen(zoom: f64, x: f64, y: f64) -> Seen {
        Seen { zoom, origin: Point { x, y }, size: Point { x: 900.0, y: 500.0 } }
    }

    fn geometry(template: Template) -> Geometry {
        Geometry::of(template.session().cloud(), &Placed::new(), Flow::Across)
    }

    #[test]
    fn there_is_no_map_where_all_is_seen_and_none_of_nothing() {
        let shown = geometry(Template::ClicksSql);
        let fit = (900.0 / shown.size.x).min(500.0 / shown.size.y);
        assert_eq!(Minimap::of(&shown, seen(fit, 0.0, 0.0)), None);
        assert_eq!(Minimap::of(&Geometry::default(), seen(4.0, 0.0, 0.0)), None);
        assert!(Minimap::of(&shown, seen(fit * 1.5, 0.0, 0.0)).is_some(), "too large");
        assert!(Minimap::of(&shown, seen(fit, -400.0, 0.0)).is_some(), "moved away");
    }

    #[test]
    fn nodes_and_frame_stay_on_the_map() {
        for template in Template::ALL {
            let shown = geometry(template);
            for (zoom, x, y) in
                [(2.0, 0.0, 0.0), (4.0, -3_000.0, -900.0), (0.5, 5_000.0, 0.0), (1.0, -9_000.0, -9_000.0)]
            {
                let Some(map) = Minimap::of(&shown, seen(zoom, x, y)) else { continue };
                assert!(map.size.x <= SIZE_MAX.x + 0.001 && map.size.y <= SIZE_MAX.y + 0.001);
                for rect in map.nodes.iter().chain([&map.frame]) {
                    assert!(rect.x >= 0.0 && rect.y >= 0.0 && rect.w > 0.0 && rect.h > 0.0, "{template:?}: {rect:?}");
                    assert!(
                        rect.x + rect.w <= map.size.x + 0.001 && rect.y + rect.h <= map.size.y + 0.001,
                        "{template:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_is_pressed_on_the_map_comes_into_the_middle() {
        let shown = geometry(Template::FanOut);
        let start = seen(3.0, 0.0, 0.0);
        let map = Minimap::of(&shown, start).unwrap();
        let pressed = Point { x: map.size.x / 2.0, y: map.size.y / 2.0 };
        let at = map.to_stage(pressed);
        let moved = Seen { origin: start.centred(at), ..start };
        let rect = moved.rect();
        assert!((rect.x + rect.w / 2.0 - at.x).abs() < 1.0 && (rect.y + rect.h / 2.0 - at.y).abs() < 1.0);
        let frame = Minimap::of(&shown, moved).unwrap().frame;
        assert!((frame.x + frame.w / 2.0 - pressed.x).abs() < 1.0, "{frame:?}");
    }
}
