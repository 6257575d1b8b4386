//! The operations of Kinesis Data Analytics as data: requests and results with AWS's own names.
//!
//! Requests keep what the caller wrote, however wrong; the actions check it. Two members are the lab's own, and say so.

mod requests;
mod results;
mod shapes;

use crate::base::wire::operations;

pub use requests::*;
pub use results::*;
pub use shapes::*;

operations! {
    AddApplicationCloudWatchLoggingOption => Empty,
    AddApplicationInput => Empty,
    AddApplicationInputProcessingConfiguration => Empty,
    AddApplicationOutput => Empty,
    AddApplicationReferenceDataSource => Empty,
    CreateApplication => CreateApplicationResult,
    DeleteApplication => Empty,
    DeleteApplicationCloudWatchLoggingOption => Empty,
    DeleteApplicationInputProcessingConfiguration => Empty,
    DeleteApplicationOutput => Empty,
    DeleteApplicationReferenceDataSource => Empty,
    DescribeApplication => DescribeApplicationResult,
    DiscoverInputSchema => Box<DiscoverInputSchemaResult>,
    ListApplications => ListApplicationsResult,
    ListTagsForResource => ListTagsForResourceResult,
    StartApplication => Empty,
    StopApplication => Empty,
    TagResource => Empty,
    UntagResource => Empty,
    UpdateApplication => Empty,
}

impl Request {
    /// The application that the request names, by name or by ARN; none for lists and for looking for a schema.
    pub fn application(&self) -> Option<&str> {
        match self {
            Self::AddApplicationCloudWatchLoggingOption(r) => Some(&r.application_name),
            Self::AddApplicationInput(r) => Some(&r.application_name),
            Self::AddApplicationInputProcessingConfiguration(r) => Some(&r.application_name),
            Self::AddApplicationOutput(r) => Some(&r.application_name),
            Self::AddApplicationReferenceDataSource(r) => Some(&r.application_name),
            Self::CreateApplication(r) => Some(&r.application_name),
            Self::DeleteApplication(r) => Some(&r.application_name),
            Self::DeleteApplicationCloudWatchLoggingOption(r) => Some(&r.application_name),
            Self::DeleteApplicationInputProcessingConfiguration(r) => Some(&r.application_name),
            Self::DeleteApplicationOutput(r) => Some(&r.application_name),
            Self::DeleteApplicationReferenceDataSource(r) => Some(&r.application_name),
            Self::DescribeApplication(r) => Some(&r.application_name),
            Self::ListTagsForResource(r) => Some(&r.resource_arn),
            Self::StartApplication(r) => Some(&r.application_name),
            Self::StopApplication(r) => Some(&r.application_name),
            Self::TagResource(r) => Some(&r.resource_arn),
            Self::UntagResource(r) => Some(&r.resource_arn),
            Self::UpdateApplication(r) => Some(&r.application_name),
            Self::DiscoverInputSchema(_) | Self::ListApplications(_) => None,
        }
    }
}
