//! `lab`, `limits`, `dials` and `caller`: under which conditions a script runs, and as whom.

use super::command::Command;
use super::text::Cursor;
use crate::base::{Caller, Circumstances, Principal};
use crate::cloud::{Dials, Latency, OwnLimit};
use crate::limits::LimitSet;
use crate::session::Start;
use crate::sns;
use crate::sqs::Chance;

/// How a script's lab begins unless it says otherwise: seed 1, the limits of today, nothing left to chance, no latency.
pub fn quiet_start() -> Start {
    let dials = Dials { chance: Chance::NEVER, latency: Latency { min_ms: 0, max_ms: 0 }, ..Dials::default() };
    Start { seed: 1, limits: LimitSet::Now, dials }
}

/// Changes to the dials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DialsCommand(Vec<Turn>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    AwsLike,
    Never,
    DuplicateAtReceive(u32),
    DuplicateAtDelete(u32),
    Reorder(u32),
    ServersAsked(u32),
    RetryJitter(u32),
    LostAnswers(u32),
    Latency(Latency),
}

impl DialsCommand {
    /// Reads what follows the word `dials`.
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, String> {
        cursor.constants()?.into_iter().map(|(key, value)| parse_turn(key, &value)).collect::<Result<_, _>>().map(Self)
    }

    /// The dials after the changes.
    #[must_use]
    pub fn applied_to(&self, mut dials: Dials) -> Dials {
        for turn in &self.0 {
            match *turn {
                Turn::AwsLike => dials.chance = Chance::AWS_LIKE,
                Turn::Never => {
                    dials.chance = Chance::NEVER;
                    dials.deliveries = sns::Chance::default();
                }
                Turn::DuplicateAtReceive(ppm) => dials.chance.duplicate_at_receive = ppm,
                Turn::DuplicateAtDelete(ppm) => dials.chance.duplicate_at_delete = ppm,
                Turn::Reorder(ppm) => dials.chance.reorder = ppm,
                Turn::ServersAsked(servers) => dials.chance.servers_asked = servers,
                Turn::RetryJitter(percent) => dials.deliveries.jitter_percent = percent,
                Turn::LostAnswers(ppm) => dials.deliveries.lost_answers = ppm,
                Turn::Latency(latency) => dials.latency = latency,
            }
        }
        dials
    }
}

fn parse_turn(key: &str, value: &str) -> Result<Turn, String> {
    Ok(match (key, value) {
        ("chance", "aws") => Turn::AwsLike,
        ("chance", "never") => Turn::Never,
        ("chance", _) => return Err("chance is aws or never".to_owned()),
        ("duplicate_at_receive", _) => Turn::DuplicateAtReceive(number(key, value)?),
        ("duplicate_at_delete", _) => Turn::DuplicateAtDelete(number(key, value)?),
        ("reorder", _) => Turn::Reorder(number(key, value)?),
        ("servers_asked", _) => Turn::ServersAsked(number(key, value)?),
        ("retry_jitter", _) => Turn::RetryJitter(number(key, value)?),
        ("lost_answers", _) => Turn::LostAnswers(number(key, value)?),
        ("latency", _) => {
            let (min, max) = value.split_once("..").unwrap_or((value, value));
            Turn::Latency(Latency { min_ms: number(key, min)?, max_ms: number(key, max)? })
        }
        _ => {
            let known = "chance, duplicate_at_receive, duplicate_at_delete, reorder, servers_asked, retry_jitter, \
                         lost_answers and latency";
            return Err(format!("'{key}' is no dial; there are {known}"));
        }
    })
}

pub(super) fn number<T: std::str::FromStr>(key: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{key} must be a whole number, not '{text}'"))
}

/// Reads what follows the word `lab`.
pub(super) fn parse_lab(cursor: &mut Cursor<'_>) -> Result<Start, String> {
    let mut start = quiet_start();
    for (key, value) in cursor.constants()? {
        match key {
            "seed" => start.seed = number(key, &value)?,
            "limits" => start.limits = parse_limits(&value)?,
            _ => start.dials = DialsCommand(vec![parse_turn(key, &value)?]).applied_to(start.dials),
        }
    }
    Ok(start)
}

pub(super) fn parse_limits(word: &str) -> Result<LimitSet, String> {
    match word {
        "now" => Ok(LimitSet::Now),
        "then" => Ok(LimitSet::Then),
        _ => Err("limits are then or now".to_owned()),
    }
}

/// Reads what follows the word `limits`: the name of a set, or figures.
pub(super) fn parse_limits_command(cursor: &mut Cursor<'_>) -> Result<Command, String> {
    if !cursor.rest().contains('=') {
        return parse_limits(cursor.word().unwrap_or_default()).map(Command::Limits);
    }
    let own = |(key, value): (&str, String)| {
        let value = match value.as_str() {
            "aws" => None,
            "yes" => Some(1),
            "no" => Some(0),
            _ => Some(number(key, &value)?),
        };
        Ok(OwnLimit { key: key.to_owned(), value })
    };
    cursor.constants()?.into_iter().map(own).collect::<Result<_, String>>().map(Command::OwnLimits)
}

/// Who makes the calls that follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerCommand(pub Caller);

impl CallerCommand {
    /// Reads what follows the word `caller`. What is not given is the default's.
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, String> {
        let (mut caller, mut known) = (Caller::default(), Circumstances::default());
        for (key, value) in cursor.constants()? {
            match key {
                "account" => {
                    caller.account = value.parse().map_err(|_| format!("'{value}' is no twelve-digit account"))?;
                }
                "region" => caller.region = value.parse().map_err(|_| format!("'{value}' is no Region"))?,
                "user" => caller.principal = Principal::User(value),
                "role" => {
                    let (role, session) = value.split_once('/').unwrap_or((&value, "session"));
                    caller.principal = Principal::Role(role.to_owned(), session.to_owned());
                }
                "service" => caller.principal = Principal::Service(value),
                "anonymous" => caller.principal = Principal::Anonymous,
                "ip" => known.source_ip = Some(value),
                "vpce" => known.source_vpce = Some(value),
                "org" => known.principal_org_id = Some(value),
                "insecure" => known.insecure = true,
                "source_arn" => known.source_arn = Some(value.parse().map_err(|_| format!("'{value}' is no ARN"))?),
                "source_account" => {
                    let account = value.parse().map_err(|_| format!("'{value}' is no twelve-digit account"))?;
                    known.source_account = Some(account);
                }
                _ => {
                    let all = "account, region, user, role, service, anonymous, ip, vpce, org, insecure, source_arn \
                               and source_account";
                    return Err(format!("a caller has {all}, and no '{key}'"));
                }
            }
        }
        if known != Circumstances::default() {
            caller.circumstances = Some(std::sync::Arc::new(known));
        }
        Ok(Self(caller))
    }
}
