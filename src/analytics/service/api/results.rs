//! What each operation answers.

use super::shapes::{SourceSchema, Tag};
use crate::base::wire::results;
use serde_json::Value;

results! {
    /// Nothing.
    Empty {}
    /// An application in short.
    ApplicationSummary {
        /// Its name.
        application_name: String,
        /// Its ARN.
        application_arn as "ApplicationARN": String,
        /// Its status.
        application_status: &'static str,
    }
    /// A new application.
    CreateApplicationResult {
        /// In short.
        application_summary: ApplicationSummary,
    }
    /// An application.
    DescribeApplicationResult {
        /// What there is to know.
        application_detail: Value,
    }
    /// A schema, and the records that it was guessed from.
    DiscoverInputSchemaResult {
        /// The schema.
        input_schema: SourceSchema,
        /// The values of each row.
        parsed_input_records: Vec<Vec<String>>,
        /// Records as the function answered them.
        #[serde(skip_serializing_if = "Option::is_none")]
        processed_input_records: Option<Vec<String>>,
        /// Records as they were read.
        raw_input_records: Vec<String>,
    }
    /// Applications.
    ListApplicationsResult {
        /// In the order of their names.
        application_summaries: Vec<ApplicationSummary>,
        /// Whether there are more behind them.
        has_more_applications: bool,
    }
    /// Tags.
    ListTagsForResourceResult {
        /// In the order of their keys.
        tags: Vec<Tag>,
    }
}
