//! The panels of what is neither a queue, a topic nor an actor; each kind has its own file.

use super::{Lab, alarm, application, bucket, crowd, delivery_stream, endpoint, function, head, stream};
use leptos::prelude::*;
use queuelab_view::NodeId;
use queuelab_view::badges;

/// The panel of a node.
pub fn panel(lab: Lab, id: NodeId) -> AnyView {
    match id {
        NodeId::Alarm(number) => return alarm::panel(lab, number),
        NodeId::Endpoint(number) => return endpoint::panel(lab, number),
        NodeId::Crowd(topic) => return crowd::panel(lab, topic),
        NodeId::Bucket(id) => return bucket::panel(lab, id),
        NodeId::Function(id) => return function::panel(lab, id),
        NodeId::Stream(id) => return stream::panel(lab, id),
        NodeId::DeliveryStream(id) => return delivery_stream::panel(lab, id),
        NodeId::Application(id) => return application::panel(lab, id),
        _ => {}
    }
    let badge = Memo::new(move |_| lab.with(|session| badges::of(session.cloud(), id)).unwrap_or_default());
    let name =
        move || lab.geometry.with(|geometry| geometry.node(id).map(|node| node.title.clone())).unwrap_or_default();
    view! {
        {head(lab, move || badge.get().chip, name)}
        <p>{move || badge.get().status}</p>
        <p class="muted">{move || badge.get().detail}</p>
    }
    .into_any()
}
