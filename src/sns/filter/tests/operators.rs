//! Every operator, on attributes and on bodies.

use super::*;

/// Policy, attributes, whether they pass.
const ATTRIBUTES: &[(&str, &str, bool)] = &[
    // exact
    (r#"{"v":["blue"]}"#, "v String blue", true),
    (r#"{"v":["blue"]}"#, "v String.custom blue", true),
    (r#"{"v":["blue"]}"#, "v String Blue", false),
    (r#"{"v":["blue"]}"#, "w String blue", false),
    (r#"{"v":["red","blue"]}"#, r#"v String.Array ["green","blue"]"#, true),
    (r#"{"v":["red","blue"]}"#, r#"v String.Array ["green"]"#, false),
    (r#"{"v":[300]}"#, "v Number 300", true),
    (r#"{"v":[300]}"#, "v Number.int 300.0", true),
    (r#"{"v":[3.0e2]}"#, "v Number 300", true),
    (r#"{"v":[300]}"#, "v String 300", false),
    (r#"{"v":["300"]}"#, "v Number 300", false),
    (r#"{"v":[300]}"#, "v Number 300.0000000000000000000001", false),
    (r#"{"v":[123456789012]}"#, "v Number 123456789012", true),
    (r#"{"v":[true]}"#, "v String.Array [false,true]", true),
    (r#"{"v":[true]}"#, "v String true", false),
    (r#"{"v":[null]}"#, "v String.Array [null]", true),
    (r#"{"v":[null]}"#, "w String x", false),
    (r#"{"v":[5]}"#, r#"v String.Array ["a",5.0]"#, true),
    // and, or
    (r#"{"v":["a"],"w":["b"]}"#, "v String a\nw String b", true),
    (r#"{"v":["a"],"w":["b"]}"#, "v String a\nw String c", false),
    (r#"{"a.b":["x"]}"#, "a.b String x", true),
    // anything-but
    (r#"{"d":[{"anything-but":["bad"]}]}"#, "d String good", true),
    (r#"{"d":[{"anything-but":["bad"]}]}"#, r#"d String.Array ["bad","good"]"#, true),
    (r#"{"d":[{"anything-but":["bad"]}]}"#, r#"d String.Array ["bad"]"#, false),
    (r#"{"d":[{"anything-but":["bad"]}]}"#, "d String bad", false),
    (r#"{"d":[{"anything-but":["bad"]}]}"#, "e String good", false),
    (r#"{"d":[{"anything-but":"bad"}]}"#, "d String bad", false),
    (r#"{"d":[{"anything-but":10}]}"#, "d Number 10.00", false),
    (r#"{"d":[{"anything-but":10}]}"#, "d Number 11", true),
    (r#"{"d":[{"anything-but":10}]}"#, "d String 10", true),
    (r#"{"d":[{"anything-but":["a",10]}]}"#, "d Number 1e1", false),
    (r#"{"d":[{"anything-but":["a",10]}]}"#, "d String b", true),
    (r#"{"d":[{"anything-but":{"prefix":"x"}}]}"#, "d String xy", false),
    (r#"{"d":[{"anything-but":{"prefix":"x"}}]}"#, "d String yx", true),
    (r#"{"d":[{"anything-but":{"prefix":"x"}}]}"#, "e String yx", false),
    (r#"{"d":[{"anything-but":{"prefix":"x"}}]}"#, "d Number 1", true),
    (r#"{"d":[{"anything-but":{"suffix":"x"}}]}"#, "d String yx", false),
    (r#"{"d":[{"anything-but":{"suffix":"x"}}]}"#, "d String xy", true),
    (r#"{"d":[{"anything-but":{"wildcard":"*x*"}}]}"#, "d String axb", false),
    (r#"{"d":[{"anything-but":{"wildcard":"*x*"}}]}"#, "d String ab", true),
    (r#"{"d":[{"anything-but":["a"]},{"exists":false}]}"#, "e String x", true),
    // prefix, suffix, equals-ignore-case
    (r#"{"v":[{"prefix":"bas"}]}"#, "v String baseball", true),
    (r#"{"v":[{"prefix":"bas"}]}"#, "v String Baseball", false),
    (r#"{"v":[{"prefix":""}]}"#, "v String x", true),
    (r#"{"v":[{"prefix":"3"}]}"#, "v Number 300", false),
    (r#"{"v":[{"prefix":{"equals-ignore-case":"bAs"}}]}"#, "v String BASEball", true),
    (r#"{"v":[{"prefix":{"equals-ignore-case":"bas"}}]}"#, "v String ball", false),
    (r#"{"v":[{"suffix":"ball"}]}"#, "v String baseball", true),
    (r#"{"v":[{"suffix":"BALL"}]}"#, "v String baseball", false),
    (r#"{"v":[{"equals-ignore-case":"tennis"}]}"#, "v String TENNIS", true),
    (r#"{"v":[{"equals-ignore-case":"tennis"}]}"#, "v String TENNI", false),
    // wildcard
    (r#"{"v":[{"wildcard":"b*e*l"}]}"#, "v String baseball", true),
    (r#"{"v":[{"wildcard":"a*a"}]}"#, "v String a", false),
    (r#"{"v":[{"wildcard":"*BALL"}]}"#, "v String baseball", false),
    // cidr
    (r#"{"v":[{"cidr":"10.0.0.0/24"}]}"#, "v String 10.0.0.255", true),
    (r#"{"v":[{"cidr":"10.0.0.0/24"}]}"#, "v String 10.0.1.0", false),
    (r#"{"v":[{"cidr":"10.0.0.0/24"}]}"#, "v String 10.0.0", false),
    (r#"{"v":[{"cidr":"2001:db8::/64"}]}"#, "v String 2001:db8::ff", true),
    // numeric
    (r#"{"v":["blue",{"numeric":[">",0,"<=",10]}]}"#, "v String blue", true),
    (r#"{"v":["blue",{"numeric":[">",0,"<=",10]}]}"#, r#"v String.Array ["red","blue"]"#, true),
    (r#"{"v":["blue",{"numeric":[">",0,"<=",10]}]}"#, "v Number 5", true),
    (r#"{"v":["blue",{"numeric":[">",0,"<=",10]}]}"#, "v String 5", false),
    (r#"{"v":["blue",{"numeric":[">",0,"<=",10]}]}"#, "v Number 0", false),
    (r#"{"v":["blue",{"numeric":[">",0,"<=",10]}]}"#, "v Number 10", true),
    (r#"{"v":["blue",{"numeric":[">",0,"<=",10]}]}"#, "v Number 11", false),
    (r#"{"v":[{"numeric":["<=",10]}]}"#, "v Number 10.00000000000000000001", false),
    (r#"{"v":[{"numeric":["=",301.5]}]}"#, "v Number 3.015e2", true),
    (r#"{"v":[{"numeric":["=",301.5]}]}"#, "v Number 301", false),
    (r#"{"v":[{"numeric":["<",0]}]}"#, "v Number -0.00001", true),
    (r#"{"v":[{"numeric":["<",0]}]}"#, "v Number 0", false),
    (r#"{"v":[{"numeric":[">=",-1.5]}]}"#, "v Number -1.5", true),
    (r#"{"v":[{"numeric":[">=",0,"<",150]}]}"#, "v Number 150", false),
    (r#"{"v":[{"numeric":["<",1.5]}]}"#, r#"v String.Array ["1",1]"#, true),
    (r#"{"v":[{"numeric":["<",1.5]}]}"#, r#"v String.Array ["1"]"#, false),
    // exists
    (r#"{"v":[{"exists":true}]}"#, "v String x", true),
    (r#"{"v":[{"exists":true}]}"#, "w String x", false),
    (r#"{"v":[{"exists":true}]}"#, "v String.Array []", false),
    (r#"{"v":[{"exists":false}]}"#, "other String x", true),
    (r#"{"v":[{"exists":false}]}"#, "v String x", false),
    (r#"{"v":[{"exists":false}]}"#, "v String x\nother String x", false),
    (r#"{"v":[{"exists":false}]}"#, "other Binary", false),
    // Binary is ignored, even where its key is asked for
    (r#"{"v":[{"exists":true}]}"#, "v Binary", false),
    (r#"{"v":["a"]}"#, "b Binary.gif\nv String a", true),
    // quotes and backslashes are escaped twice
    (r#"{"v":["a\\\"b"]}"#, r#"v String a"b"#, true),
    (r#"{"v":["a\"b"]}"#, r#"v String a"b"#, false),
    (r#"{"v":["a\\\\b"]}"#, r"v String a\b", true),
    (r#"{"v":["a\\\"b"]}"#, r#"v String.Array ["a\"b"]"#, true),
    // $or
    (r#"{"s":["x"],"$or":[{"a":[1]},{"b":[2]}]}"#, "s String x\nb Number 2", true),
    (r#"{"s":["x"],"$or":[{"a":[1]},{"b":[2]}]}"#, "s String x\nb Number 3", false),
    (r#"{"s":["x"],"$or":[{"a":[1]},{"b":[2]}]}"#, "s String y\nb Number 2", false),
    (r#"{"$or":[{"a":[1]},{"$or":[{"b":[2]},{"c":[3]}]}]}"#, "c Number 3", true),
    (r#"{"$or":[{"a":[1],"b":[1]},{"b":[2]}]}"#, "a Number 1\nb Number 2", true),
    (r#"{"$or":[{"a":[1],"b":[1]},{"b":[2]}]}"#, "a Number 1\nb Number 3", false),
    // the last of two members of one name
    (r#"{"v":["a"],"v":["b"]}"#, "v String b", true),
    (r#"{"v":["a"],"v":["b"]}"#, "v String a", false),
];

#[test]
fn operators_on_attributes() {
    for (text, attributes, passes) in ATTRIBUTES {
        assert_eq!(by_attributes(text, attributes).passes(), *passes, "{text} {attributes}");
    }
}

/// Policy, body, whether it passes.
const BODIES: &[(&str, &str, bool)] = &[
    (r#"{"v":["a",10,true,null]}"#, r#"{"v":"a"}"#, true),
    (r#"{"v":["a",10,true,null]}"#, r#"{"v":10.0}"#, true),
    (r#"{"v":["a",10,true,null]}"#, r#"{"v":true}"#, true),
    (r#"{"v":["a",10,true,null]}"#, r#"{"v":null}"#, true),
    (r#"{"v":["a",10,true,null]}"#, r#"{"v":false}"#, false),
    (r#"{"v":["a",10,true,null]}"#, r#"{"v":"10"}"#, false),
    (r#"{"v":[false]}"#, r#"{"v":"false"}"#, false),
    // null is a value; a missing key is none
    (r#"{"v":[null]}"#, "{}", false),
    (r#"{"v":[{"numeric":[">",0]}]}"#, r#"{"v":1.00000000000000000001}"#, true),
    (r#"{"v":[{"numeric":["<=",1]}]}"#, r#"{"v":1.00000000000000000001}"#, false),
    (r#"{"v":[{"numeric":[">",0]}]}"#, r#"{"v":"5"}"#, false),
    (r#"{"v":["a\"b"]}"#, r#"{"v":"a\"b"}"#, true),
    (r#"{"v":[{"anything-but":["bad"]}]}"#, r#"{"v":["bad","good"]}"#, true),
    (r#"{"v":[{"anything-but":["bad"]}]}"#, r#"{"v":["bad"]}"#, false),
    (r#"{"v":[{"anything-but":["bad"]}]}"#, r#"{"v":null}"#, true),
    (r#"{"v":[{"anything-but":["bad"]}]}"#, r#"{"v":[]}"#, false),
    // exists
    (r#"{"v":[{"exists":true}]}"#, r#"{"v":"yes"}"#, true),
    (r#"{"v":[{"exists":true}]}"#, r#"{"v":""}"#, true),
    (r#"{"v":[{"exists":true}]}"#, r#"{"v":null}"#, true),
    (r#"{"v":[{"exists":true}]}"#, r#"{"v":[null]}"#, true),
    (r#"{"v":[{"exists":true}]}"#, "{}", false),
    (r#"{"v":[{"exists":true}]}"#, r#"{"v":[]}"#, false),
    (r#"{"v":[{"exists":true}]}"#, r#"{"v":{}}"#, false),
    (r#"{"v":[{"exists":false}]}"#, "{}", true),
    (r#"{"v":[{"exists":false}]}"#, r#"{"w":1}"#, true),
    (r#"{"v":[{"exists":false}]}"#, r#"{"v":1}"#, false),
    (r#"{"v":{"w":[{"exists":false}]}}"#, "{}", true),
    (r#"{"v":{"w":[{"exists":false}]}}"#, r#"{"v":[{"w":1},{"x":1}]}"#, true),
    (r#"{"v":{"w":[{"exists":false}]}}"#, r#"{"v":[{"w":1},{"w":2}]}"#, false),
    // nesting, lists, and objects in lists
    (r#"{"v":{"w":["x"]}}"#, r#"{"v":{"w":"x"}}"#, true),
    (r#"{"v":{"w":["x"]}}"#, r#"{"v":"x"}"#, false),
    (r#"{"v":["x"]}"#, r#"{"v":{"w":"x"}}"#, false),
    (r#"{"v":["x"]}"#, r#"{"v":[["a"],[["x"]]]}"#, true),
    (r#"{"v":{"w":["x"]}}"#, r#"{"v":[[{"w":"y"}],[{"w":["z","x"]}]]}"#, true),
    (r#"{"v":["x"]}"#, r#"{"v":[{"w":"x"}]}"#, false),
    (r#"{"v":{"w":{"x":[1],"y":[2]}}}"#, r#"{"v":[{"w":[{"x":1},{"y":2}]},{"w":[{"x":1,"y":2}]}]}"#, true),
    (r#"{"v":{"w":{"x":[1],"y":[2]}}}"#, r#"{"v":[{"w":{"x":1}},{"w":{"y":2}}]}"#, false),
    (r#"{"v":{"x":[1]},"u":{"y":[2]}}"#, r#"{"v":[{"x":1},{}],"u":[{},{"y":2}]}"#, true),
    (DETAIL, r#"{"detail":{"state":"ALARM","values":[0,5]}}"#, true),
    (DETAIL, r#"{"detail":[{"state":"OK","values":[0]},{"state":"ALARM","values":[5]}]}"#, true),
    (DETAIL, r#"{"detail":[{"state":"ALARM","values":[0]},{"state":"OK","values":[5]}]}"#, false),
    // an `$or` below a key, and one beside it: the same object either way
    (r#"{"v":{"s":[1],"$or":[{"a":[1]},{"b":[2]}]}}"#, r#"{"v":[{"s":1},{"s":1,"b":2}]}"#, true),
    (r#"{"v":{"s":[1],"$or":[{"a":[1]},{"b":[2]}]}}"#, r#"{"v":[{"s":1},{"b":2}]}"#, false),
    (r#"{"v":{"s":[1]},"$or":[{"v":{"a":[1]}},{"w":[2]}]}"#, r#"{"v":[{"s":1},{"a":1}]}"#, false),
    (r#"{"v":{"s":[1]},"$or":[{"v":{"a":[1]}},{"w":[2]}]}"#, r#"{"v":[{"s":1},{"a":1}],"w":2}"#, true),
    // dots and nesting are the same
    (r#"{"a.b":["x"]}"#, r#"{"a":{"b":"x"}}"#, true),
    (r#"{"a.b":["x"]}"#, r#"{"a.b":"x"}"#, true),
    (r#"{"a":{"b":["x"]}}"#, r#"{"a.b":"x"}"#, true),
    (r#"{"a.b":{"c":["x"]}}"#, r#"{"a":{"b.c":"x"}}"#, true),
    (r#"{"a":{"b.c":["x"]}}"#, r#"{"a.b":{"c":"x"}}"#, true),
    (r#"{"a":{"b":{"c":["x"]}}}"#, r#"{"a.b.c":"x"}"#, true),
    (r#"{"a.b.c":["x"]}"#, r#"{"a":[{"b.c":"y"},{"b":{"c":"x"}}]}"#, true),
    (r#"{"a.b":["x"]}"#, r#"{"a":{"c":"x"},"ab":"x","a.":"x"}"#, false),
    (r#"{"a":{"x":[1],"y":[2]}}"#, r#"{"a":[{"x":1},{"z":1}],"a.y":2}"#, true),
    // each member of one name
    (r#"{"a":["x"]}"#, r#"{"a":"x","a":"y"}"#, true),
];

const DETAIL: &str = r#"{"detail":{"state":["ALARM"],"values":[{"numeric":[">",0,"<=",10]}]}}"#;

#[test]
fn operators_on_bodies() {
    for (text, body, passes) in BODIES {
        assert_eq!(by_body(text, body).passes(), *passes, "{text} {body}");
        let read = policy(text, Scope::MessageBody).judge_read(&[], &Body::read(body));
        assert_eq!(read.passes(), *passes, "{text} {body}");
    }
}
