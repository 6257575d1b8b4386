//! `Scan` and `Query`: pages of items.
//!
//! A scan goes by key, where AWS goes by a hash of it that nobody can foresee.

use super::{CAPACITY, consumed, read_halves};
use crate::dynamodb::api::{PageResult, Query, Scan};
use crate::dynamodb::check::{self, one_of, required};
use crate::dynamodb::expression::{Condition, Kind, Parser, Path, Subject, Substitutes, project};
use crate::dynamodb::table::{Item, ItemKey, KeySchema, Table, bytes_of};
use crate::dynamodb::{Cx, DynamoDb, DynamoDbError, Result};
use std::sync::Arc;

/// So many bytes are looked at for one page.
const PAGE_BYTES: usize = 1_048_576;
const SELECTS: [&str; 4] = ["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"];

/// What both operations ask.
struct Asked<'r> {
    table: Option<&'r String>,
    index: Option<&'r String>,
    key: Option<Condition>,
    filter: Option<Condition>,
    paths: Option<Vec<Path>>,
    select: Option<&'r str>,
    limit: Option<usize>,
    start: Option<&'r Item>,
    forward: bool,
    consistent: bool,
    capacity: Option<&'r str>,
}

/// An entry of a table or an index: its place in the order, and the item.
type Entry = ((ItemKey, ItemKey), Arc<Item>);

impl DynamoDb {
    pub(super) fn scan(&mut self, cx: &mut Cx<'_>, request: &Scan) -> Result<PageResult> {
        let (filter, projection) = (request.filter_expression.as_ref(), request.projection_expression.as_ref());
        let mut substitutes = Substitutes::new(
            request.expression_attribute_names.as_ref(),
            request.expression_attribute_values.as_ref(),
            filter.is_some() || projection.is_some(),
        )?;
        let (filter, paths) = expressions(filter, projection, &mut substitutes)?;
        substitutes.finish()?;
        let asked = Asked {
            table: request.table_name.as_ref(),
            index: request.index_name.as_ref(),
            key: None,
            filter,
            paths,
            select: request.select.as_deref(),
            limit: check::limit(request.limit, i64::MAX)?,
            start: request.exclusive_start_key.as_ref(),
            forward: true,
            consistent: request.consistent_read,
            capacity: request.return_consumed_capacity.as_deref(),
        };
        self.page(cx, &asked)
    }

    pub(super) fn query(&mut self, cx: &mut Cx<'_>, request: &Query) -> Result<PageResult> {
        let key = required(request.key_condition_expression.as_ref(), "keyConditionExpression")?;
        let mut substitutes = Substitutes::new(
            request.expression_attribute_names.as_ref(),
            request.expression_attribute_values.as_ref(),
            true,
        )?;
        let key = Parser::new(key, Kind::KeyCondition, &mut substitutes)?.condition()?;
        let (filter, projection) = (request.filter_expression.as_ref(), request.projection_expression.as_ref());
        let (filter, paths) = expressions(filter, projection, &mut substitutes)?;
        substitutes.finish()?;
        let asked = Asked {
            table: request.table_name.as_ref(),
            index: request.index_name.as_ref(),
            key: Some(key),
            filter,
            paths,
            select: request.select.as_deref(),
            limit: check::limit(request.limit, i64::MAX)?,
            start: request.exclusive_start_key.as_ref(),
            forward: request.scan_index_forward.unwrap_or(true),
            consistent: request.consistent_read,
            capacity: request.return_consumed_capacity.as_deref(),
        };
        self.page(cx, &asked)
    }

    fn page(&mut self, cx: &mut Cx<'_>, asked: &Asked<'_>) -> Result<PageResult> {
        one_of(asked.capacity, "returnConsumedCapacity", &CAPACITY)?;
        one_of(asked.select, "select", &SELECTS)?;
        if let (Some(select), true) = (asked.select.filter(|one| *one != "SPECIFIC_ATTRIBUTES"), asked.paths.is_some())
        {
            let sentence = format!("Cannot specify the ProjectionExpression when choosing to get {select}");
            return Err(DynamoDbError::validation(sentence));
        }
        let table = self.table_of(cx, asked.table)?;
        let (id, schema) = (table.id, check_index(table, asked)?);
        if let Some(key) = &asked.key {
            check_key_condition(key, &schema)?;
            let names = asked.filter.as_ref().map(Condition::names).unwrap_or_default();
            if let Some(name) = names.into_iter().find(|name| schema.names().any(|key| &**key == *name)) {
                return Err(DynamoDbError::validation(format!(
                    "Filter Expression can only contain non-primary key attributes: Primary key attribute: {name}"
                )));
            }
        }
        let start = asked.start.map(|start| check::start(table, &schema, start)).transpose()?;
        let entries = entries(table, &schema, asked, start.as_ref());
        let page = cut(table, &schema, asked, entries);
        let halves = read_halves(page.bytes, asked.consistent);
        let consumed_capacity = consumed(asked.capacity, table, halves);
        self.spend_read(cx, id, halves)?;
        Ok(PageResult { consumed_capacity, ..page.result })
    }
}

fn expressions(
    filter: Option<&String>,
    projection: Option<&String>,
    substitutes: &mut Substitutes<'_>,
) -> Result<(Option<Condition>, Option<Vec<Path>>)> {
    let filter = filter.map(|text| Parser::new(text, Kind::Filter, substitutes)?.condition()).transpose()?;
    let paths = projection.map(|text| Parser::new(text, Kind::Projection, substitutes)?.projection()).transpose()?;
    Ok((filter, paths))
}

/// The key by which is read.
fn check_index(table: &Table, asked: &Asked<'_>) -> Result<KeySchema> {
    let Some(name) = asked.index else {
        if asked.select == Some("ALL_PROJECTED_ATTRIBUTES") {
            let sentence = "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName";
            return Err(DynamoDbError::parameters(sentence));
        }
        return Ok(table.schema.clone());
    };
    let index = table.index(name)?;
    if asked.consistent {
        return Err(DynamoDbError::validation("Consistent reads are not supported on global secondary indexes"));
    }
    if asked.select == Some("ALL_ATTRIBUTES") && index.projection().projection_type.as_deref() != Some("ALL") {
        return Err(DynamoDbError::parameters(format!(
            "Select type ALL_ATTRIBUTES is not supported for global secondary index {name} because its projection type is \
             not ALL"
        )));
    }
    Ok(index.schema.clone())
}

/// A key condition says which partition, and at most one thing about the range key.
fn check_key_condition(key: &Condition, schema: &KeySchema) -> Result<()> {
    use crate::dynamodb::expression::Comparison;
    let unsupported = || DynamoDbError::validation("Query key condition not supported");
    let (mut hash, mut range) = (0, 0);
    let terms = key.terms();
    for term in &terms {
        let (operand, is_equal) = match term {
            Condition::Compare(_, Comparison::Unequal, _) => return Err(unsupported()),
            Condition::Compare(one, comparison, Subject::Value(_)) => (one, *comparison == Comparison::Equal),
            Condition::Between(one, Subject::Value(_), Subject::Value(_))
            | Condition::BeginsWith(one, Subject::Value(_)) => (one, false),
            _ => return Err(unsupported()),
        };
        let Subject::Path(path) = operand else { return Err(unsupported()) };
        if *path.name == *schema.hash {
            if !is_equal {
                return Err(unsupported());
            }
            hash += 1;
        } else if schema.range.as_ref().is_some_and(|name| **name == *path.name) {
            range += 1;
        } else if terms.len() > schema.names().count() {
            return Err(DynamoDbError::validation("Conditions can be of length 1 or 2 only"));
        } else {
            let missed = schema.names().find(|name| terms.iter().all(|term| !term.names().contains(&&***name)));
            let missed = missed.map_or_else(|| schema.hash.to_string(), ToString::to_string);
            return Err(DynamoDbError::validation(format!("Query condition missed key schema element: {missed}")));
        }
    }
    if hash == 0 {
        let sentence = format!("Query condition missed key schema element: {}", schema.hash);
        return Err(DynamoDbError::validation(sentence));
    }
    if hash > 1 || range > 1 {
        let sentence = "KeyConditionExpressions must only contain one condition per key";
        return Err(DynamoDbError::validation(sentence));
    }
    Ok(())
}

/// What is looked at, in order, from the start on.
fn entries(table: &Table, schema: &KeySchema, asked: &Asked<'_>, start: Option<&(ItemKey, ItemKey)>) -> Vec<Entry> {
    let fits = |item: &Item| asked.key.as_ref().is_none_or(|key| key.holds(item));
    let mut entries: Vec<Entry> = table
        .items
        .iter()
        .filter(|(_, item)| fits(item))
        .filter_map(|(key, item)| Some(((schema.of(item)?, key.clone()), item.clone())))
        .collect();
    // A table has its own order already.
    if asked.index.is_some() {
        entries.sort_by(|one, two| one.0.cmp(&two.0));
    }
    if !asked.forward {
        entries.reverse();
    }
    if let Some(start) = start {
        entries.retain(|(place, _)| if asked.forward { place > start } else { place < start });
    }
    entries
}

struct Page {
    result: PageResult,
    bytes: usize,
}

fn cut(table: &Table, schema: &KeySchema, asked: &Asked<'_>, entries: Vec<Entry>) -> Page {
    let index = asked.index.and_then(|name| table.index(name).ok());
    let (mut items, mut bytes, mut scanned, mut last) = (Vec::new(), 0, 0, None);
    let mut left = entries.into_iter();
    for (_, item) in left.by_ref() {
        scanned += 1;
        let seen = index.map_or_else(|| (*item).clone(), |index| index.projected(&table.schema, &item));
        bytes += bytes_of(&seen);
        if asked.filter.as_ref().is_none_or(|filter| filter.holds(&seen)) {
            items.push(asked.paths.as_ref().map_or_else(|| seen.clone(), |paths| project(&seen, paths)));
        }
        if asked.limit.is_some_and(|limit| scanned >= limit) || bytes >= PAGE_BYTES {
            let names = table.schema.names().chain(schema.names());
            let part = |name: &Arc<str>| Some((name.to_string(), item.get(&**name)?.clone()));
            last = Some(names.filter_map(part).collect());
            break;
        }
    }
    let count = items.len() as u64;
    let result = PageResult {
        items: (asked.select != Some("COUNT")).then_some(items),
        count,
        scanned_count: scanned as u64,
        last_evaluated_key: last,
        consumed_capacity: None,
    };
    Page { result, bytes }
}
