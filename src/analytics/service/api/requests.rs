//! What each operation takes.

use super::shapes::*;
use crate::base::Timestamp;
use crate::base::wire::{is_default, requests, write};

requests! {
    /// Adds a log stream for problems.
    AddApplicationCloudWatchLoggingOption {
        /// The application.
        application_name: String,
        /// Its version, as `DescribeApplication` answers it.
        current_application_version_id: Option<i64>,
        /// The log stream.
        cloud_watch_logging_option: Option<CloudWatchLoggingOption>,
    }
    /// Adds the input.
    AddApplicationInput {
        /// The application.
        application_name: String,
        /// Its version.
        current_application_version_id: Option<i64>,
        /// The input.
        input: Option<Box<Input>>,
    }
    /// Adds the function that looks at records first.
    AddApplicationInputProcessingConfiguration {
        /// The application.
        application_name: String,
        /// Its version.
        current_application_version_id: Option<i64>,
        /// Of which input.
        input_id: Option<String>,
        /// The function.
        input_processing_configuration: Option<InputProcessingConfiguration>,
    }
    /// Adds an output.
    AddApplicationOutput {
        /// The application.
        application_name: String,
        /// Its version.
        current_application_version_id: Option<i64>,
        /// The output.
        output: Option<Box<Output>>,
    }
    /// Adds the reference table.
    AddApplicationReferenceDataSource {
        /// The application.
        application_name: String,
        /// Its version.
        current_application_version_id: Option<i64>,
        /// The table.
        reference_data_source: Option<Box<ReferenceDataSource>>,
    }
    /// Makes an application.
    CreateApplication {
        /// 1 to 128 of `a-z A-Z 0-9 _ . -`.
        application_name: String,
        /// At most 1,024 characters.
        application_description: Option<String>,
        /// At most one.
        inputs: Option<Vec<Input>>,
        /// At most three.
        outputs: Option<Vec<Output>>,
        /// Where problems are logged.
        cloud_watch_logging_options: Option<Vec<CloudWatchLoggingOption>>,
        /// SQL, at most 100 KB.
        application_code: Option<String>,
        /// At most 50.
        tags: Option<Vec<Tag>>,
        /// How `ROWS n PRECEDING` is counted: `CurrentAndN` or `LastN`. The lab's own member.
        rows_preceding: Option<String>,
    }
    /// Deletes an application.
    DeleteApplication {
        /// The application.
        application_name: String,
        /// When it was made, as `DescribeApplication` answers it.
        create_timestamp: Option<Timestamp>,
    }
    /// Takes a log stream away.
    DeleteApplicationCloudWatchLoggingOption {
        /// The application.
        application_name: String,
        /// Its version.
        current_application_version_id: Option<i64>,
        /// Which.
        cloud_watch_logging_option_id: Option<String>,
    }
    /// Takes the function away that looks at records first.
    DeleteApplicationInputProcessingConfiguration {
        /// The application.
        application_name: String,
        /// Its version.
        current_application_version_id: Option<i64>,
        /// Of which input.
        input_id: Option<String>,
    }
    /// Takes an output away.
    DeleteApplicationOutput {
        /// The application.
        application_name: String,
        /// Its version.
        current_application_version_id: Option<i64>,
        /// Which.
        output_id: Option<String>,
    }
    /// Takes the reference table away.
    DeleteApplicationReferenceDataSource {
        /// The application.
        application_name: String,
        /// Its version.
        current_application_version_id: Option<i64>,
        /// Which.
        reference_id: Option<String>,
    }
    /// An application.
    DescribeApplication {
        /// The application.
        application_name: String,
    }
    /// Guesses a schema from records of a stream, or from an object.
    DiscoverInputSchema {
        /// The stream.
        resource_arn as "ResourceARN": Option<String>,
        /// As whom it is read.
        role_arn as "RoleARN": Option<String>,
        /// From where; `NOW` if it is absent.
        input_starting_position_configuration: Option<InputStartingPositionConfiguration>,
        /// The object, instead of a stream.
        s3_configuration as "S3Configuration": Option<S3Configuration>,
        /// The function that looks at records first.
        input_processing_configuration: Option<InputProcessingConfiguration>,
    }
    /// Applications in the order of their names.
    ListApplications {
        /// 1 to 50, or else 50.
        limit: Option<i64>,
        /// Names behind this one.
        exclusive_start_application_name: Option<String>,
    }
    /// An application's tags.
    ListTagsForResource {
        /// The application's ARN.
        resource_arn as "ResourceARN": String,
    }
    /// Lets an application run.
    StartApplication {
        /// The application.
        application_name: String,
        /// Its input, and where reading begins.
        input_configurations: Option<Vec<InputConfiguration>>,
    }
    /// Lets an application stop.
    StopApplication {
        /// The application.
        application_name: String,
    }
    /// Adds or changes tags.
    TagResource {
        /// The application's ARN.
        resource_arn as "ResourceARN": String,
        /// 1 to 200.
        tags: Option<Vec<Tag>>,
    }
    /// Removes tags.
    UntagResource {
        /// The application's ARN.
        resource_arn as "ResourceARN": String,
        /// 1 to 200.
        tag_keys: Option<Vec<String>>,
    }
    /// Changes an application.
    UpdateApplication {
        /// The application.
        application_name: String,
        /// Its version.
        current_application_version_id: Option<i64>,
        /// The changes.
        application_update: Option<Box<ApplicationUpdate>>,
    }
}
