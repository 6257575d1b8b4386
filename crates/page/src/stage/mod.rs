//! The stage: nodes and links as SVG, tokens on a canvas above them. What can be done there by hand comes later, behind
//! one table.

mod adorn;
mod broken;
mod delivery;
mod farther;
mod hand;
mod knife;
mod links;
mod nodes;
mod over;
pub mod paint;
mod stream;

use super::host;
use super::lab::{Dialog, Lab, Selection};
use super::live;
pub use broken::marks as broken;
pub use farther::body as farther_body;
pub use hand::{HAND, Hand, connect_by, work};
use leptos::{ev, html, prelude::*};
pub use over::{over, scales};
use paint::{Camera, Painter};
use queuelab::actors::ActorConfig;
use queuelab::cloud::{Input, Submitted};
use queuelab::t;
use queuelab_view::NodeId;
use queuelab_view::geometry::{Flow, Geometry, Point};

/// Zoom stays between these.
const ZOOM: (f64, f64) = (0.25, 4.0);
/// Fitting does not enlarge beyond this.
const FIT_MAX: f64 = 1.3;
/// Room at the lower edge for the buttons that zoom, beside the margin that the layout has itself.
const TOOLS: f64 = 34.0;
/// Where the style sheet puts everything one below the other.
const PAGE_SCROLLS: &str = "(max-width: 860px)";
/// Room for them above the lab there.
const TOOLS_ABOVE: f64 = 44.0;
/// A stage narrower than this is laid out from top to bottom.
const NARROW: f64 = 640.0;
/// What a pressed pointer is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Drag {
    /// Moving the view; the camera and pointer as they were.
    Pan { camera: Camera, x: f64, y: f64 },
    /// Moving a node; where in it the pointer is.
    Node { id: NodeId, dx: f64, dy: f64, moved: bool },
    /// Drawing a connection.
    Connect { from: NodeId, to: Point },
    /// Drawing a frame around nodes.
    Band { from: Point, to: Point },
}

/// What a pointer did on the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// It was pressed.
    Press,
    /// It moved while it was pressed.
    Move,
    /// It was let go.
    Release,
}

/// The stage.
#[component]
pub fn Stage() -> impl IntoView {
    let view = expect_context::<View>();
    let (lab, frame) = (view.lab, view.frame);
    let canvas = NodeRef::<html::Canvas>::new();
    canvas.on_load(move |canvas| {
        if let Some(painter) = Painter::new(canvas) {
            lab.set_painter(painter);
            view.measure();
        }
    });
    frame.on_load(move |element| host::on_resize(&element, move || view.measure()));
    Effect::new(move |_| view.refit());
    // Which way is the larger depends on the lab; it is looked at when one is opened, so that no edit turns it about.
    Effect::new(move |_| {
        lab.runs.track();
        view.measure();
    });
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
            id=view.element()
            class="stage"
            tabindex="-1"
            node_ref=frame
            class:panning=move || matches!(view.drag.get(), Some(Drag::Pan { .. }))
            style=("--lab-height", move || view.height())
            on:pointerdown=move |event| view.hand(Stroke::Press, event)
            on:pointermove=move |event| view.hand(Stroke::Move, event)
            on:pointerup=move |event| view.hand(Stroke::Release, event)
            on:pointercancel=move |_| view.drag.set(None)
            on:wheel=move |event| view.wheel(&event)
        >
            <svg class="nodes" role="group" aria-label=t!("Stage: producers, queues and consumers")>
                <g transform=transform>
                    <links::Links />
                    <nodes::Nodes />
                    {live::part(move || Some((lab.later.engine.get()?.broken)(view)))}
                    {live::part(move || lab.later.engine.get().map(|engine| untrack(|| (engine.scales)(view))))}
                    {live::part(move || lab.later.engine.get().map(|engine| untrack(|| (engine.hand.marks)(view))))}
                </g>
            </svg>
            <canvas class="tokens" node_ref=canvas aria-hidden="true"></canvas>
            {live::part(move || lab.later.engine.get().map(|engine| untrack(|| (engine.over)(view))))}
            <Show when=move || lab.geometry.get().nodes.is_empty()>
                <div class="empty">
                    <p>{t!("Nothing here yet.")}</p>
                    <button type="button" class="primary" on:click=move |_| lab.dialog.set(Some(Dialog::CreateQueue))>
                        {t!("Create a queue")}
                    </button>
                </div>
            </Show>
            {move || lab.later.engine.get().map(|engine| untrack(|| (engine.hand.overlay)(view)))}
            <div class="stage-tools" role="group" aria-label=t!("View")>
                <Show when=move || lab.catching_up.get()>
                    <span class="badge">{t!("catching up")}</span>
                </Show>
                <button type="button" aria-label=t!("Zoom out") title=t!("Zoom out (−)") on:click=move |_| view.zoom_by(0.8)>"−"</button>
                <button type="button" title=t!("Fit everything (0)") on:click=move |_| view.fit()>
                    {live::text(move || format!("{:.0} %", view.camera.get().zoom * 100.0))}
                </button>
                <button type="button" aria-label=t!("Zoom in") title=t!("Zoom in (+)") on:click=move |_| view.zoom_by(1.25)>"+"</button>
                <button type="button" title=t!("Put every node back to where the layout has it") on:click=move |_| { lab.tidy(); view.fit(); }>
                    {t!("Tidy")}
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
    /// A stage that is not there yet.
    pub fn new(lab: Lab) -> Self {
        Self {
            lab,
            frame: NodeRef::new(),
            camera: RwSignal::new(Camera::default()),
            fitted: RwSignal::new(true),
            size: RwSignal::new((0.0, 0.0)),
            drag: RwSignal::new(None),
            cursor: RwSignal::new(0),
        }
    }

    /// The id of its element; the other side of a comparison has another one.
    fn element(self) -> &'static str {
        if self.lab.is_guest { "stage-b" } else { "stage" }
    }

    /// Hands a pointer over to whom knows what it does there.
    fn hand(self, stroke: Stroke, event: ev::PointerEvent) {
        // The other side of a comparison is only looked at.
        if self.lab.is_guest {
            return;
        }
        if stroke == Stroke::Press || self.drag.with_untracked(Option::is_some) {
            self.lab.with_engine(move |engine| (engine.hand.stroke)(self, stroke, &event));
        }
    }

    /// Whether a key was meant for the stage, and has done its work.
    pub fn key(self, event: &ev::KeyboardEvent) -> bool {
        untrack(|| self.lab.later.engine.get()).is_some_and(|engine| (engine.hand.key)(self, event))
    }

    fn measure(self) {
        let Some(element) = self.frame.get_untracked() else { return };
        let (width, height) = (f64::from(element.client_width()), f64::from(element.client_height()));
        // An element that has been taken away has no size, and is none to go by.
        if width <= 0.0 {
            return;
        }
        self.lab.repaint(|painter| painter.resize(width, height));
        self.lab.set_flow(if self.scrolls(width) { Flow::Down } else { self.lab.larger_flow(width, height - TOOLS) });
        self.size.set((width, height));
    }

    fn refit(self) {
        let (size, geometry) = (self.size.get(), self.lab.geometry.get());
        if !self.fitted.get() || size.0 <= 0.0 || geometry.nodes.is_empty() {
            return;
        }
        let scrolls = self.scrolls(size.0);
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

    /// Whether the page scrolls over a stage of that width, rather than showing all of it at once. A frame never does.
    fn scrolls(self, width: f64) -> bool {
        width < NARROW && !self.lab.is_embedded && host::matches(PAGE_SCROLLS)
    }

    /// The height that the whole window needs for the lab to be as wide as the stage; nothing before that is there.
    pub fn ideal_height(self) -> Option<f64> {
        let (width, height) = self.size.get();
        let lab = self.lab.geometry.with(|geometry| geometry.size.y * by_width(width, geometry));
        (width > 0.0).then(|| host::window_size().1 - height + lab + TOOLS)
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
}

/// How large a lab is drawn that is as wide as the stage.
fn by_width(width: f64, geometry: &Geometry) -> f64 {
    (width / geometry.size.x.max(1.0)).clamp(ZOOM.0, FIT_MAX)
}

/// A new actor next to nothing, and selected.
pub fn add_actor(lab: Lab, config: ActorConfig) {
    if let Submitted::Added(id) = lab.submit(Input::AddActor(config)) {
        lab.selection.set(Some(Selection::Node(NodeId::Actor(id.0))));
    }
}
