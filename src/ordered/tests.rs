//! The map against the standard library's, which shares nothing.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

proptest! {
    #[test]
    fn it_does_what_a_tree_does(steps in prop::collection::vec((0_u8..8, 0_u16..300, any::<u16>()), 0..600)) {
        let (mut map, mut model) = (OrdMap::<u16, u16>::default(), BTreeMap::new());
        let mut end = 300;
        for (what, key, value) in steps {
            let (shared, before) = (map.clone(), model.clone());
            match what {
                0..=2 => prop_assert_eq!(map.insert(key, value), model.insert(key, value)),
                3 => {
                    end += 1;
                    prop_assert_eq!(map.insert(end, value), model.insert(end, value));
                }
                4 => prop_assert_eq!(map.remove(&key), model.remove(&key)),
                5 => {
                    let first = model.pop_first();
                    prop_assert_eq!(map.get_min().copied(), first);
                    prop_assert_eq!(first.and_then(|(key, _)| map.remove(&key)), first.map(|(_, value)| value));
                }
                6 => {
                    map.update(key, |old| *old ^= value);
                    *model.entry(key).or_default() ^= value;
                }
                _ => prop_assert_eq!(map.get_mut(&key), model.get_mut(&key)),
            }
            prop_assert!(map.iter().eq(model.iter()));
            prop_assert!(shared.iter().eq(before.iter()), "the other owner's entries stay");
            prop_assert_eq!(map.get(&key), model.get(&key));
            prop_assert_eq!(map.get_prev(&key), model.range(..=key).next_back());
            prop_assert!(map.from(Bound::Included(&key)).eq(model.range(key..)));
            prop_assert!(map.from(Bound::Excluded(&key)).eq(model.range((Bound::Excluded(key), Bound::Unbounded))));
            prop_assert_eq!((map.get_max().copied(), map.len()), (model.last_key_value().map(|(k, v)| (*k, *v)), model.len()));
        }
    }
}

#[test]
fn what_grows_at_its_end_keeps_full_parts() {
    let mut map = OrdMap::default();
    for number in 0..2 * GROUP_MAX * CHUNK_MAX {
        map.insert(number, ());
    }
    assert_eq!(map.groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [GROUP_MAX; 2]);
}

/// Enough entries for many groups, in an order that divides parts in their middle.
#[test]
fn groups_are_divided_and_go() {
    let (mut map, mut model) = (OrdMap::default(), BTreeMap::new());
    for number in (0..20_011_u64).map(|number| number * 7_919 % 20_011) {
        assert_eq!(map.insert(number, number / 2), model.insert(number, number / 2));
    }
    assert!(map.groups.len() > 8 && map.iter().eq(model.iter()) && map.iter().rev().eq(model.iter().rev()));
    let whole = map.clone();
    for number in 3_000..17_000 {
        assert_eq!(map.get_prev(&number), model.range(..=number).next_back());
        assert_eq!(map.from(Bound::Excluded(&number)).next(), model.range(number + 1..).next());
        assert_eq!(map.remove(&number), model.remove(&number));
    }
    assert_eq!(map.get_prev(&16_999), Some((&2_999, &1_499)));
    assert!(map.iter().eq(model.iter()) && map.len() == model.len());
    assert!(map.groups.iter().all(|group| !group.is_empty() && group.iter().all(|chunk| !chunk.is_empty())));
    assert_eq!((whole.len(), whole.iter().count()), (20_011, 20_011));
    for number in 0..20_011 {
        assert_eq!(map.remove(&number), model.remove(&number));
    }
    assert_eq!((map.len(), map.iter().next(), map.get_min(), map.get_max(), map.get(&0)), (0, None, None, None, None));
    assert_eq!((map.insert(7, 7), map.iter().next(), map.get_prev(&8)), (None, Some((&7, &7)), Some((&7, &7))));
}
