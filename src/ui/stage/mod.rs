//! The stage: nodes and links as SVG, tokens on a canvas above them, and everything that can be done there by hand.

mod adorn;
mod broken;
mod connect;
mod delivery;
mod farther;
mod knife;
mod links;
mod nodes;
mod over;
pub mod paint;
mod stream;

use super::host;
use super::lab::{Dialog, Lab, Selection, use_lab};
use super::live;
use crate::view::NodeId;
use crate::view::geometry::{Flow, Geometry, Point};
pub use broken::marks as broken;
pub use connect::{add_actor, connect};
pub use farther::body as farther_body;
use leptos::{ev, html, prelude::*};
pub use over::{over, scales};
use paint::{Camera, Painter};
use wasm_bindgen::prelude::*;

/// Zoom stays between these.
const ZOOM: (f64, f64) = (0.25, 4.0);
/// Fitting does not enlarge beyond this.
const FIT_MAX: f64 = 1.3;
/// Room at the lower edge for the buttons that zoom, beside the margin that the layout has itself.
const TOOLS: f64 = 24.0;
/// Where the style sheet puts everything one below the other.
const PAGE_SCROLLS: &str = "(max-width: 860px)";
/// Room for them above the lab there.
const TOOLS_ABOVE: f64 = 44.0;
/// A stage narrower than this is laid out from top to bottom.
const NARROW: f64 = 640.0;
/// A press that moves less than this is a click.
const SLOP: f64 = 4.0;

/// What a pressed pointer is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Drag {
    /// Moving the view; the camera and pointer as they were.
    Pan { camera: Camera, x: f64, y: f64 },
    /// Moving a node; where in it the pointer is.
    Node { id: NodeId, dx: f64, dy: f64, moved: bool },
    /// Drawing a connection.
    Connect { from: NodeId, to: Point },
}

/// The stage.
#[component]
pub fn Stage() -> impl IntoView {
    let lab = use_lab();
    let canvas = NodeRef::<html::Canvas>::new();
    let frame = NodeRef::<html::Div>::new();
    let view = View {
        lab,
        frame,
        camera: RwSignal::new(Camera::default()),
        fitted: RwSignal::new(true),
        size: RwSignal::new((0.0, 0.0)),
        drag: RwSignal::new(None),
        cursor: RwSignal::new(0),
    };
    provide_context(view);
    canvas.on_load(move |canvas| {
        if let Some(painter) = Painter::new(canvas) {
            lab.set_painter(painter);
            view.measure();
        }
    });
    frame.on_load(move |element| view.watch_size(&element));
    Effect::new(move |_| view.refit());
    Effect::new(move |_| {
        let camera = view.camera.get();
        let selected = lab.selection.get().and_then(Selection::subject);
        lab.repaint(|painter| (painter.camera, painter.selected) = (camera, selected));
    });
    let transform = move || {
        let Camera { zoom, x, y } = view.camera.get();
        format!("translate({x:.2} {y:.2}) scale({zoom:.4})")
    };
    view! {
        <div
            id=if lab.is_guest { "stage-b" } else { "stage" }
            class="stage"
            node_ref=frame
            class:panning=move || matches!(view.drag.get(), Some(Drag::Pan { .. }))
            style=("--lab-height", move || view.height())
            on:pointerdown=move |event| view.press(&event)
            on:pointermove=move |event| view.drag_to(&event)
            on:pointerup=move |event| view.release(&event)
            on:pointercancel=move |_| view.drag.set(None)
            on:wheel=move |event| view.wheel(&event)
        >
            <svg class="nodes" role="group" aria-label="Stage: producers, queues and consumers">
                <g transform=transform>
                    <links::Links />
                    <nodes::Nodes />
                    {live::part(move || Some((lab.later.engine.get()?.broken)(view)))}
                    <links::Connecting />
                    {live::part(move || lab.later.engine.get().map(|engine| untrack(|| (engine.scales)(view))))}
                </g>
            </svg>
            <canvas class="tokens" node_ref=canvas aria-hidden="true"></canvas>
            {live::part(move || lab.later.engine.get().map(|engine| untrack(|| (engine.over)(view))))}
            <Show when=move || lab.geometry.get().nodes.is_empty()>
                <div class="empty">
                    <p>"Nothing here yet."</p>
                    <button type="button" class="primary" on:click=move |_| lab.dialog.set(Some(Dialog::CreateQueue))>
                        "Create a queue"
                    </button>
                </div>
            </Show>
            <div class="stage-tools" role="group" aria-label="View">
                <Show when=move || lab.catching_up.get()>
                    <span class="badge">"catching up"</span>
                </Show>
                <button type="button" aria-label="Zoom out" title="Zoom out (−)" on:click=move |_| view.zoom_by(0.8)>"−"</button>
                <button type="button" title="Fit everything (0)" on:click=move |_| view.fit()>
                    {live::text(move || format!("{:.0} %", view.camera.get().zoom * 100.0))}
                </button>
                <button type="button" aria-label="Zoom in" title="Zoom in (+)" on:click=move |_| view.zoom_by(1.25)>"+"</button>
                <button type="button" title="Put every node back to where the layout has it" on:click=move |_| { lab.tidy(); view.fit(); }>
                    "Tidy"
                </button>
            </div>
        </div>
    }
}

/// What the parts of the stage share.
#[derive(Clone, Copy)]
pub struct View {
    lab: Lab,
    frame: NodeRef<html::Div>,
    camera: RwSignal<Camera>,
    /// Whether the camera follows the size of the lab.
    fitted: RwSignal<bool>,
    size: RwSignal<(f64, f64)>,
    drag: RwSignal<Option<Drag>>,
    /// The node that the keyboard is at, by its place in reading order.
    cursor: RwSignal<usize>,
}

impl View {
    fn watch_size(self, element: &web_sys::HtmlDivElement) {
        let closure = Closure::<dyn Fn()>::new(move || self.measure());
        if let Ok(observer) = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()) {
            observer.observe(element);
        }
        // The stage is there as long as the page.
        closure.forget();
    }

    fn measure(self) {
        let Some(element) = self.frame.get_untracked() else { return };
        let (width, height) = (f64::from(element.client_width()), f64::from(element.client_height()));
        self.lab.repaint(|painter| painter.resize(width, height));
        self.lab.set_flow(if width < NARROW { Flow::Down } else { Flow::Across });
        self.size.set((width, height));
    }

    fn refit(self) {
        let (size, geometry) = (self.size.get(), self.lab.geometry.get());
        if !self.fitted.get() || size.0 <= 0.0 || geometry.nodes.is_empty() {
            return;
        }
        let scrolls = page_scrolls(size.0);
        let by_height = (size.1 - TOOLS) / geometry.size.y;
        let zoom = if scrolls { by_width(size.0, &geometry) } else { by_width(size.0, &geometry).min(by_height) };
        let zoom = zoom.clamp(ZOOM.0, FIT_MAX);
        let x = ((size.0 - geometry.size.x * zoom) / 2.0).max(0.0);
        let above = ((size.1 - TOOLS - geometry.size.y * zoom) / 2.0).clamp(0.0, 60.0);
        let y = if scrolls { TOOLS_ABOVE } else { above };
        let camera = Camera { zoom, x, y };
        if self.camera.get_untracked() != camera {
            self.camera.set(camera);
        }
    }

    /// Where the page scrolls the stage is as tall as the lab: made to fit, nothing could be read, and what lay below its
    /// edge could not be reached. Elsewhere the style sheet does not look at this.
    fn height(self) -> String {
        let (width, _) = self.size.get();
        let height = self.lab.geometry.with(|geometry| geometry.size.y * by_width(width, geometry));
        format!("{:.0}px", height + TOOLS_ABOVE)
    }

    fn fit(self) {
        self.fitted.set(true);
        self.refit();
    }

    fn zoom_by(self, factor: f64) {
        let (width, height) = self.size.get_untracked();
        self.zoom_at(factor, width / 2.0, height / 2.0);
    }

    /// Zooms so that the place under a pixel stays there.
    fn zoom_at(self, factor: f64, x: f64, y: f64) {
        self.fitted.set(false);
        self.camera.update(|camera| {
            let zoom = (camera.zoom * factor).clamp(ZOOM.0, ZOOM.1);
            let kept = zoom / camera.zoom;
            *camera = Camera { zoom, x: x - (x - camera.x) * kept, y: y - (y - camera.y) * kept };
        });
    }

    /// The plain wheel belongs to the page; with Ctrl, or a pinch, it zooms.
    fn wheel(self, event: &ev::WheelEvent) {
        if event.ctrl_key() {
            event.prevent_default();
            let (x, y) = self.pixel(event);
            self.zoom_at((-event.delta_y() * 0.002).exp(), x, y);
        }
    }

    fn pixel(self, event: &web_sys::MouseEvent) -> (f64, f64) {
        let origin = self.frame.get_untracked().map(|frame| frame.get_bounding_client_rect());
        let (left, top) = origin.map_or((0.0, 0.0), |rect| (rect.left(), rect.top()));
        (f64::from(event.client_x()) - left, f64::from(event.client_y()) - top)
    }

    fn place(self, event: &web_sys::MouseEvent) -> Point {
        let (x, y) = self.pixel(event);
        self.camera.get_untracked().to_stage(x, y)
    }

    fn press(self, event: &ev::PointerEvent) {
        let in_tools = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|element| element.closest("button").ok().flatten().is_some());
        if event.button() != 0 || in_tools {
            return;
        }
        let at = self.place(event);
        let geometry = self.lab.geometry.get_untracked();
        let handle = geometry.nodes.iter().find(|node| near(nodes::handle_of(node), at));
        let drag = if let Some(node) = handle.filter(|_| !self.lab.is_guest) {
            Drag::Connect { from: node.id, to: at }
        } else if let Some(node) = geometry.node_at(at) {
            Drag::Node { id: node.id, dx: at.x - node.rect.x, dy: at.y - node.rect.y, moved: false }
        } else {
            let (x, y) = self.pixel(event);
            Drag::Pan { camera: self.camera.get_untracked(), x, y }
        };
        // A finger on the open stage scrolls the page; dragging nodes and links is for a mouse or pen.
        if event.pointer_type() != "touch"
            && let Some(frame) = self.frame.get_untracked()
        {
            let _ = frame.set_pointer_capture(event.pointer_id());
        }
        self.drag.set(Some(drag));
    }

    fn drag_to(self, event: &ev::PointerEvent) {
        let at = self.place(event);
        match self.drag.get_untracked() {
            Some(Drag::Pan { camera, x, y }) => {
                let (now_x, now_y) = self.pixel(event);
                if (now_x - x).hypot(now_y - y) > SLOP && event.pointer_type() != "touch" {
                    self.fitted.set(false);
                    self.camera.set(Camera { x: camera.x + now_x - x, y: camera.y + now_y - y, ..camera });
                }
            }
            Some(Drag::Node { id, dx, dy, moved }) => {
                let to = Point { x: at.x - dx, y: at.y - dy };
                let rect = self.lab.geometry.with_untracked(|geometry| geometry.node(id).map(|node| node.rect));
                let far = rect
                    .is_some_and(|rect| (rect.x - to.x).hypot(rect.y - to.y) * self.camera.get_untracked().zoom > SLOP);
                let narrow = self.size.get_untracked().0 < NARROW;
                if (moved || far) && !narrow && !self.lab.is_guest && event.pointer_type() != "touch" {
                    self.fitted.set(false);
                    self.drag.set(Some(Drag::Node { id, dx, dy, moved: true }));
                    self.lab.place(id, Point { x: to.x.max(0.0).round(), y: to.y.max(0.0).round() });
                }
            }
            Some(Drag::Connect { from, .. }) => self.drag.set(Some(Drag::Connect { from, to: at })),
            None => {}
        }
    }

    fn release(self, event: &ev::PointerEvent) {
        let at = self.place(event);
        let drag = self.drag.get_untracked();
        self.drag.set(None);
        match drag {
            Some(Drag::Node { id, moved: false, .. }) => self.select(id, at),
            Some(Drag::Node { moved: true, .. }) => self.lab.save(),
            Some(Drag::Connect { from, .. }) => {
                let target = self.lab.geometry.with_untracked(|geometry| geometry.node_at(at).map(|node| node.id));
                if let Some(to) = target.filter(|to| *to != from) {
                    connect(self.lab, from, to);
                }
            }
            Some(Drag::Pan { camera, .. }) if camera == self.camera.get_untracked() => {
                self.lab.selection.set(self.lab.subject_at(at).map(Selection::from));
            }
            Some(Drag::Pan { .. }) | None => {}
        }
    }

    fn select(self, id: NodeId, at: Point) {
        let selection = self.lab.subject_at(at).map_or(Selection::Node(id), Selection::from);
        self.lab.selection.set(Some(selection));
        let index = self.lab.geometry.with_untracked(|geometry| geometry.nodes.iter().position(|node| node.id == id));
        self.cursor.set(index.unwrap_or(0));
    }

    /// Arrow keys go from node to node, Enter opens, Escape lets go.
    fn key(self, event: &ev::KeyboardEvent, id: NodeId) {
        let direction = match event.key().as_str() {
            "ArrowRight" => (1.0, 0.0),
            "ArrowLeft" => (-1.0, 0.0),
            "ArrowDown" => (0.0, 1.0),
            "ArrowUp" => (0.0, -1.0),
            "Enter" | " " => {
                event.prevent_default();
                event.stop_propagation();
                self.lab.selection.set(Some(Selection::Node(id)));
                return;
            }
            "Escape" => {
                self.lab.selection.set(None);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some((index, next)) = self.lab.geometry.with_untracked(|geometry| neighbour(geometry, id, direction)) {
            self.cursor.set(index);
            host::focus(&nodes::element_of(self.lab, next));
        }
    }
}

/// Whether the page scrolls over a stage of that width, rather than showing all of it at once.
fn page_scrolls(width: f64) -> bool {
    width < NARROW && host::matches(PAGE_SCROLLS)
}

/// How large a lab is drawn that is as wide as the stage.
fn by_width(width: f64, geometry: &Geometry) -> f64 {
    (width / geometry.size.x.max(1.0)).clamp(ZOOM.0, FIT_MAX)
}

/// Whether a pointer is close enough to a node's dot.
fn near(dot: Point, at: Point) -> bool {
    (dot.x - at.x).hypot(dot.y - at.y) < 12.0
}

/// The nearest node in a direction, with its place in reading order.
fn neighbour(geometry: &Geometry, id: NodeId, (dx, dy): (f64, f64)) -> Option<(usize, NodeId)> {
    let middle = |rect: crate::view::geometry::Rect| Point { x: rect.x + rect.w / 2.0, y: rect.y + rect.h / 2.0 };
    let from = middle(geometry.node(id)?.rect);
    geometry
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| node.id != id)
        .filter_map(|(index, node)| {
            let to = middle(node.rect);
            let (along, across) =
                if dx == 0.0 { ((to.y - from.y) * dy, to.x - from.x) } else { ((to.x - from.x) * dx, to.y - from.y) };
            (along > 1.0).then(|| (along + across.abs() * 2.0, index, node.id))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, index, id)| (index, id))
}
