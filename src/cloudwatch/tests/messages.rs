//! What alarms tell, to the letter.

use super::*;

fn told() -> (Bench, serde_json::Value) {
    let mut bench = Bench::new();
    bench.done(PutMetricAlarm {
        alarm_description: Some("too \"deep\"".into()),
        datapoints_to_alarm: Some(1),
        unit: Some("Count".into()),
        treat_missing_data: Some("notBreaching".into()),
        period: Some(300),
        ..depth("deep queue")
    });
    bench.aws.insert(0, 21.5);
    bench.advance(60);
    let message = serde_json::from_str(&bench.outgoing[0].message).unwrap();
    (bench, message)
}

const REASON: &str = "Threshold Crossed: 1 out of the last 1 datapoints [21.5 (31/12/25 23:56:00)] was greater than the \
                      threshold (2.0) (minimum 1 datapoint for OK -> ALARM transition).";

#[test]
fn the_json_is_byte_for_byte_in_awss_form() {
    let (_, message) = told();
    let expected = format!(
        "{{\"AlarmName\":\"deep queue\",\"AlarmDescription\":\"too \\\"deep\\\"\",\"AWSAccountId\":\"000000000000\",\
         \"AlarmConfigurationUpdatedTimestamp\":\"2026-01-01T00:00:00.000+0000\",\"NewStateValue\":\"ALARM\",\
         \"NewStateReason\":\"{REASON}\",\"StateChangeTime\":\"2026-01-01T00:01:00.000+0000\",\
         \"Region\":\"US East (N. Virginia)\",\
         \"AlarmArn\":\"arn:aws:cloudwatch:us-east-1:000000000000:alarm:deep queue\",\
         \"OldStateValue\":\"INSUFFICIENT_DATA\",\"OKActions\":[],\"AlarmActions\":[\"{TOPIC}\"],\
         \"InsufficientDataActions\":[],\"Trigger\":{{\"MetricName\":\"ApproximateNumberOfMessagesVisible\",\
         \"Namespace\":\"AWS/SQS\",\"StatisticType\":\"Statistic\",\"Statistic\":\"AVERAGE\",\"Unit\":\"Count\",\
         \"Dimensions\":[{{\"value\":\"orders\",\"name\":\"QueueName\"}}],\"Period\":300,\"EvaluationPeriods\":1,\
         \"DatapointsToAlarm\":1,\"ComparisonOperator\":\"GreaterThanThreshold\",\"Threshold\":2.0,\
         \"TreatMissingData\":\"notBreaching\",\"EvaluateLowSampleCountPercentile\":\"\"}}}}"
    );
    assert_eq!(message["default"], expected);
    assert_eq!(message["sms"], "ALARM: \"deep queue\" in US East (N. Virginia)");
    assert_eq!(message.as_object().unwrap().keys().collect::<Vec<_>>(), ["default", "sms", "email"]);
}

#[test]
fn the_mail_reads_as_awss_does() {
    let (_, message) = told();
    let arn = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:deep queue";
    let expected = format!(
        "You are receiving this email because your Amazon CloudWatch Alarm \"deep queue\" in the US East (N. Virginia) \
         region has entered the ALARM state, because \"{REASON}\" at \"Thursday 01 January, 2026 00:01:00 UTC\".\n\n\
         View this alarm in the AWS Management Console:\nhttps://us-east-1.console.aws.amazon.com/cloudwatch/deeplink.js\
         ?region=us-east-1#alarmsV2:alarm/deep%20queue\n\n\
         Alarm Details:\n\
         - Name:                       deep queue\n\
         - Description:                too \"deep\"\n\
         - State Change:               INSUFFICIENT_DATA -> ALARM\n\
         - Reason for State Change:    {REASON}\n\
         - Timestamp:                  Thursday 01 January, 2026 00:01:00 UTC\n\
         - AWS Account:                000000000000\n\
         - Alarm Arn:                  {arn}\n\n\
         Threshold:\n\
         - The alarm is in the ALARM state when the metric is GreaterThanThreshold 2.0 for at least 1 of the last 1 \
         period(s) of 300 seconds.\n\n\
         Monitored Metric:\n\
         - MetricNamespace:                     AWS/SQS\n\
         - MetricName:                          ApproximateNumberOfMessagesVisible\n\
         - Dimensions:                          [QueueName = orders]\n\
         - Period:                              300 seconds\n\
         - Statistic:                           Average\n\
         - Unit:                                Count\n\
         - TreatMissingData:                    notBreaching\n\n\n\
         State Change Actions:\n- OK:\n- ALARM: [{TOPIC}]\n- INSUFFICIENT_DATA:\n"
    );
    assert_eq!(message["email"], expected);
}

#[test]
fn what_was_not_given_is_null_or_left_out() {
    let mut bench = Bench::new();
    let percentile = Some("p99.9".to_owned());
    bench.done(PutMetricAlarm { statistic: None, extended_statistic: percentile, ..alarm("a") });
    bench.put(1e9);
    bench.advance(60);
    let message: serde_json::Value = serde_json::from_str(&bench.outgoing[0].message).unwrap();
    let text = message["default"].as_str().unwrap();
    assert!(text.contains("\"AlarmDescription\":null,"), "{text}");
    let trigger = "\"Trigger\":{\"MetricName\":\"Load\",\"Namespace\":\"Shop\",\"StatisticType\":\"ExtendedStatistic\",\
                   \"ExtendedStatistic\":\"p99.9\",\"Unit\":null,\"Dimensions\":[],\"Period\":60,\"EvaluationPeriods\":1,\
                   \"ComparisonOperator\":\"GreaterThanThreshold\",\"Threshold\":2.0,\"TreatMissingData\":\"missing\",\
                   \"EvaluateLowSampleCountPercentile\":\"\"}}";
    assert!(text.ends_with(trigger), "{text}");
    assert!(text.contains("1 datapoint [1.0E9 (01/01/26 00:00:00)] was greater than"), "{text}");
}

#[test]
fn the_reason_has_a_json_form() {
    let (bench, _) = told();
    let expected = "{\"version\":\"1.0\",\"queryDate\":\"2026-01-01T00:01:00.000+0000\",\
                    \"startDate\":\"2025-12-31T23:56:00.000+0000\",\"unit\":\"Count\",\"statistic\":\"Average\",\
                    \"period\":300,\"recentDatapoints\":[21.5],\"threshold\":2.0,\"evaluatedDatapoints\":[{\
                    \"timestamp\":\"2025-12-31T23:56:00.000+0000\",\"sampleCount\":1.0,\"value\":21.5}]}";
    assert_eq!(bench.alarm("deep queue").reason_data.as_deref(), Some(expected));
}

#[test]
fn every_region_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<&str> = Region::all().map(message::region_name).collect();
    assert_eq!(names.len(), Region::all().count());
    assert_eq!(message::region_name("eu-west-1".parse().unwrap()), "EU (Ireland)");
}
