//! How large everything is drawn, in units of the stage.

/// Room around everything.
pub const MARGIN: f64 = 28.0;
pub(super) const GUTTER_X: f64 = 92.0;
/// Between columns where there are more than [`COLUMNS_WITH_ROOM`], so that all can be seen at once and still be read.
pub(super) const GUTTER_CLOSE: f64 = 56.0;
pub(super) const COLUMNS_WITH_ROOM: usize = 3;
pub(super) const GUTTER_Y: f64 = 26.0;
/// Above the first row of a wide stage that goes from top to bottom.
pub(super) const MARGIN_ROWS: f64 = 16.0;
/// Between two nodes in such a row.
pub(super) const GUTTER_ROWS: f64 = 30.0;
pub(super) const MARGIN_DOWN: f64 = 12.0;
pub(super) const GUTTER_DOWN: f64 = 34.0;
/// Between two nodes in a row of a narrow stage.
pub(super) const GAP_DOWN: f64 = 16.0;
/// More room below a queue from which dead letters go down.
pub(super) const FOR_LETTERS: f64 = 14.0;
pub(super) const TOPIC: (f64, f64) = (188.0, 92.0);
pub(super) const PRODUCER: (f64, f64) = (168.0, 64.0);
pub(super) const CONSUMER: (f64, f64) = (204.0, 84.0);
/// Functions and endpoints on a wide stage; on a narrow one two stand in a row.
pub(super) const RECEIVER: (f64, f64) = (230.0, 76.0);
/// Delivery streams, with the gauge of their buffer.
pub(super) const DELIVERY: (f64, f64) = (244.0, 106.0);
/// Buckets and alarms.
pub(super) const SENDER: (f64, f64) = (168.0, 76.0);
/// How wide a queue or a stream is drawn.
pub const QUEUE_W: f64 = 404.0;
/// How tall the head of a queue or a stream is: its name and counts.
pub const HEAD_H: f64 = 50.0;
pub(super) const TRAY_H: f64 = 82.0;
/// How tall the lane of a message group is.
pub const LANE_H: f64 = 34.0;
/// Groups beyond this many share a lane.
pub const LANES_MAX: usize = 8;
pub(super) const DELAYED_W: f64 = 84.0;
pub(super) const IN_FLIGHT_W: f64 = 132.0;
/// Room for the name of a message group at the left of its lane.
pub const LANE_HEAD_W: f64 = 92.0;
/// How tall the lane of a shard is: records, and below them the places of readers.
pub const SHARD_H: f64 = 40.0;
/// Shards beyond this many share a lane.
pub const SHARDS_MAX: usize = 10;
/// Room at the left of a stream for its axis of hash keys, and for what leads from there to the lanes.
pub const AXIS_W: f64 = 44.0;
