//! Rows as leaves with repetition and definition levels, as Dremel and Parquet divide them.

use super::{Cell, Column, Row, Type};

/// A leaf of the schema with what all rows have there.
pub(super) struct Leaf<'a> {
    /// The names from the root.
    pub path: Vec<String>,
    pub kind: &'a Type,
    pub levels_max: (u32, u32),
    /// Repetition and definition of each entry.
    pub levels: Vec<(u32, u32)>,
    /// The values that are there.
    pub values: Vec<Cell>,
}

/// What stands inside a column.
enum Node {
    /// The number of a leaf, and whether it may be absent.
    Leaf(usize, bool),
    Struct(Vec<Node>),
    List(Box<Node>),
    Map(Box<Node>, Box<Node>),
}

/// The names that Hive gives the groups of lists and maps.
pub(super) const LIST_GROUP: [&str; 2] = ["bag", "array_element"];
pub(super) const MAP_GROUP: [&str; 3] = ["key_value", "key", "value"];

/// Divides rows.
pub(super) fn leaves<'a>(columns: &'a [Column], rows: &[Row]) -> Vec<Leaf<'a>> {
    let mut leaves = Vec::new();
    let nodes: Vec<Node> =
        columns.iter().map(|column| node(&column.kind, vec![column.name.clone()], (0, 0), true, &mut leaves)).collect();
    for row in rows {
        for (node, cell) in nodes.iter().zip(row) {
            node.put(Some(cell), (0, 0), 0, &mut leaves);
        }
    }
    leaves
}

fn node<'a>(
    kind: &'a Type,
    path: Vec<String>,
    (rep, def): (u32, u32),
    optional: bool,
    leaves: &mut Vec<Leaf<'a>>,
) -> Node {
    let under = |path: &Vec<String>, names: &[&str]| {
        let mut path = path.clone();
        path.extend(names.iter().map(|name| (*name).to_owned()));
        path
    };
    match kind {
        Type::Struct(fields) => {
            let inner = fields
                .iter()
                .map(|field| node(&field.kind, under(&path, &[&field.name]), (rep, def + 1), true, leaves));
            Node::Struct(inner.collect())
        }
        Type::Array(item) => {
            Node::List(Box::new(node(item, under(&path, &LIST_GROUP), (rep + 1, def + 2), true, leaves)))
        }
        Type::Map(key, value) => {
            let [group, key_name, value_name] = MAP_GROUP;
            let levels = (rep + 1, def + 2);
            let key = node(key, under(&path, &[group, key_name]), levels, false, leaves);
            let value = node(value, under(&path, &[group, value_name]), levels, true, leaves);
            Node::Map(Box::new(key), Box::new(value))
        }
        _ => {
            let levels_max = (rep, def + u32::from(optional));
            leaves.push(Leaf { path, kind, levels_max, levels: Vec::new(), values: Vec::new() });
            Node::Leaf(leaves.len() - 1, optional)
        }
    }
}

impl Node {
    /// Puts a cell; none where something around it is not there. `deep` counts the lists around it.
    fn put(&self, cell: Option<&Cell>, (rep, def): (u32, u32), deep: u32, leaves: &mut [Leaf<'_>]) {
        let cell = cell.filter(|cell| **cell != Cell::Null);
        match (self, cell) {
            (Self::Leaf(index, optional), cell) => {
                let Some(leaf) = leaves.get_mut(*index) else { return };
                let is_there = cell.is_some() && *optional;
                leaf.levels.push((rep, def + u32::from(is_there)));
                leaf.values.extend(cell.cloned());
            }
            (Self::Struct(fields), Some(Cell::Struct(cells))) => {
                for (field, cell) in fields.iter().zip(cells) {
                    field.put(Some(cell), (rep, def + 1), deep, leaves);
                }
            }
            (Self::List(item), Some(Cell::List(cells))) if !cells.is_empty() => {
                for (index, cell) in cells.iter().enumerate() {
                    item.put(Some(cell), (if index == 0 { rep } else { deep + 1 }, def + 2), deep + 1, leaves);
                }
            }
            (Self::Map(key, value), Some(Cell::Map(entries))) if !entries.is_empty() => {
                for (index, (one, other)) in entries.iter().enumerate() {
                    let levels = (if index == 0 { rep } else { deep + 1 }, def + 2);
                    key.put(Some(one), levels, deep + 1, leaves);
                    value.put(Some(other), levels, deep + 1, leaves);
                }
            }
            // An empty list is there, and has nothing.
            (Self::List(_) | Self::Map(..), Some(_)) => self.absent((rep, def + 1), leaves),
            (_, _) => self.absent((rep, def), leaves),
        }
    }

    fn absent(&self, levels: (u32, u32), leaves: &mut [Leaf<'_>]) {
        match self {
            Self::Leaf(index, _) => {
                if let Some(leaf) = leaves.get_mut(*index) {
                    leaf.levels.push(levels);
                }
            }
            Self::Struct(fields) => fields.iter().for_each(|field| field.absent(levels, leaves)),
            Self::List(item) => item.absent(levels, leaves),
            Self::Map(key, value) => {
                key.absent(levels, leaves);
                value.absent(levels, leaves);
            }
        }
    }
}
