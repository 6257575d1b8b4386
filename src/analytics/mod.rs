//! Classic Kinesis Data Analytics: SQL on streams, as an application that runs by the logical clock.
//!
//! [`Application`] is one running application: records go in, pumps run, windows close, rows come out of in-application
//! streams. It is a pure state machine. It knows no Kinesis stream, no bucket and no function: whoever runs it brings the
//! bytes of records and of the reference object, asks [`Application::next_due`], and carries [`OutputRecord`]s away.
//! [`service`] keeps applications with the operations of the API, and runs them.
//!
//! Times are UTC in milliseconds; ROWTIME is given when a row enters its first stream and never goes back. A window is
//! complete when the clock passes its end. Rows that cannot be worked on go to `error_stream`. AWS closed the service in
//! January 2026; the sources are its developer guide and its SQL reference.

mod application;
mod cascade;
pub mod config;
mod dates;
mod decimal;
mod error;
mod eval;
mod plan;
mod record;
mod run;
pub mod service;
mod sql;
mod types;
mod value;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use application::{Application, OutputRecord, PumpView, SourceRecord, StreamView};
pub use config::ApplicationConfig;
pub use decimal::Decimal;
pub use error::{AnalyticsError, At, ErrorCode, Fault, Result, SqlError};
pub use eval::cast::text_of;
pub use plan::program::{ERROR_STREAM, RowsPreceding, StreamKind};
pub use plan::scope::Column;
pub use run::stream::StreamState;
pub use run::{GROUPS_MAX, JOINED_MAX, ROW_BYTES_MAX, TABLE_ROWS_MAX, WINDOW_ROWS_MAX};
pub use service::{Analytics, AnalyticsEvent, api};
pub use sql::TEXT_BYTES_MAX;
pub use types::{Family, SqlType, Unit};
pub use value::{Double, Row, Value};
