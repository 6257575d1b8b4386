//! Goes through a value along its type.

use super::{Kind, Service};
use serde_json::Value;

/// Visits all bytes within a value: texts in base64.
pub fn visit_bytes(service: &Service, kind: &Kind, value: &mut Value, visit: &mut dyn FnMut(&mut String)) {
    match (kind, value) {
        (Kind::Bytes, Value::String(text)) => visit(text),
        (Kind::List(item), Value::Array(items)) => {
            for value in items {
                visit_bytes(service, item, value, visit);
            }
        }
        (Kind::Map(_, item), Value::Object(fields)) => {
            for (_, value) in fields.iter_mut() {
                visit_bytes(service, item, value, visit);
            }
        }
        (Kind::Structure(name), Value::Object(fields)) => {
            let Some(entry) = service.structure(name) else { return };
            for member in &entry.members {
                if let Some(value) = fields.get_mut(member.name) {
                    visit_bytes(service, &member.kind, value, visit);
                }
            }
        }
        _ => {}
    }
}

/// Takes out of a value what only the lab knows; whether there was anything.
pub fn take_labs(service: &Service, kind: &Kind, value: &mut Value) -> bool {
    match (kind, value) {
        (Kind::List(item), Value::Array(items)) => {
            // All of them are gone over, also behind the first that has something.
            items.iter_mut().filter_map(|value| take_labs(service, item, value).then_some(())).count() > 0
        }
        (Kind::Map(_, item), Value::Object(fields)) => {
            fields.iter_mut().filter_map(|(_, value)| take_labs(service, item, value).then_some(())).count() > 0
        }
        (Kind::Structure(name), Value::Object(fields)) => {
            let Some(entry) = service.structure(name) else { return false };
            let mut found = false;
            for member in &entry.members {
                if member.is_labs {
                    found |= fields.shift_remove(member.name).is_some();
                } else if let Some(value) = fields.get_mut(member.name) {
                    found |= take_labs(service, &member.kind, value);
                }
            }
            found
        }
        _ => false,
    }
}
