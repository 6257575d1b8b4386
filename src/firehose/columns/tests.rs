//! Records as rows, and rows as files that ordinary readers opened.

use super::*;

fn columns(described: &[(&str, &str)]) -> Vec<Column> {
    let column = |(name, kind): &(&str, &str)| Column { name: (*name).to_owned(), kind: Type::parse(kind).unwrap() };
    described.iter().map(column).collect()
}

fn openx() -> OpenX {
    OpenX { convert_dots: false, case_insensitive: true, mappings: std::collections::BTreeMap::new() }
}

fn one(kind: &str, json: &str, deserializer: &Deserializer) -> Result<Cell, RowError> {
    let rows = deserializer.rows(format!("{{\"a\":{json}}}").as_bytes(), &columns(&[("a", kind)]))?;
    Ok(rows[0][0].clone())
}

#[test]
fn values_are_what_their_columns_hold() {
    let openx = Deserializer::OpenX(openx());
    let bytes = |text: &str| Cell::Bytes(text.as_bytes().to_vec());
    for (kind, json, cell) in [
        ("boolean", "true", Cell::Bool(true)),
        ("boolean", "\"FALSE\"", Cell::Bool(false)),
        ("tinyint", "-128", Cell::Int(-128)),
        ("int", "\"12\"", Cell::Int(12)),
        ("bigint", "9223372036854775807", Cell::Int(i64::MAX)),
        ("double", "1.5", Cell::Real(1.5)),
        ("float", "\"2\"", Cell::Real(2.0)),
        ("decimal(6,2)", "12.345", Cell::Decimal(1235)),
        ("decimal(6,2)", "\"-1e2\"", Cell::Decimal(-10_000)),
        ("decimal(6,2)", "0.001", Cell::Decimal(0)),
        ("string", "7", bytes("7")),
        ("string", "{\"b\":[1]}", bytes("{\"b\":[1]}")),
        ("varchar(3)", "\"abcd\"", bytes("abc")),
        ("char(3)", "\"a\"", bytes("a  ")),
        ("binary", "\"aGVsbG8=\"", bytes("hello")),
        ("date", "\"1970-01-02\"", Cell::Int(1)),
        ("timestamp", "1783951509", Cell::Time(1_783_951_509, 0)),
        ("timestamp", "1783951509042", Cell::Time(1_783_951_509, 42_000_000)),
        ("timestamp", "\"2026-07-13 14:05:09\"", Cell::Time(1_783_951_509, 0)),
        ("array<int>", "[1,null]", Cell::List(vec![Cell::Int(1), Cell::Null])),
        ("map<string,int>", "{\"K\":1}", Cell::Map(vec![(bytes("K"), Cell::Int(1))])),
        ("struct<b:int,c:int>", "{\"B\":1}", Cell::Struct(vec![Cell::Int(1), Cell::Null])),
        ("int", "null", Cell::Null),
    ] {
        assert_eq!(one(kind, json, &openx), Ok(cell), "{kind} of {json}");
    }
    for (kind, json) in [
        ("boolean", "1"),
        ("tinyint", "128"),
        ("int", "1.5"),
        ("int", "\"x\""),
        ("int", "2147483648"),
        ("double", "\"x\""),
        ("decimal(3,1)", "100"),
        ("binary", "\"?\""),
        ("date", "\"tomorrow\""),
        ("timestamp", "true"),
        ("array<int>", "1"),
        ("map<string,int>", "[]"),
        ("struct<b:int>", "{\"b\":\"x\"}"),
    ] {
        assert_eq!(one(kind, json, &openx).unwrap_err().code, "MalformedData", "{kind} of {json}");
    }
}

#[test]
fn hive_reads_times_by_its_formats_alone() {
    let hive = |formats: &[&str]| {
        Deserializer::Hive(Hive { timestamp_formats: formats.iter().map(|format| (*format).to_owned()).collect() })
    };
    assert_eq!(one("timestamp", "\"2026-07-13 14:05:09\"", &hive(&[])), Ok(Cell::Time(1_783_951_509, 0)));
    assert!(one("timestamp", "1783951509", &hive(&[])).is_err());
    let formats = hive(&["dd/MM/yyyy", "millis"]);
    assert_eq!(one("timestamp", "1783951509042", &formats), Ok(Cell::Time(1_783_951_509, 42_000_000)));
    assert_eq!(one("timestamp", "\"13/07/2026\"", &formats), Ok(Cell::Time(1_783_900_800, 0)));
}

#[test]
fn keys_are_found_as_the_options_of_openx_say() {
    let table = columns(&[("ts", "int"), ("a_b", "int"), ("plain", "int")]);
    let record = br#"{"time.stamp":1,"A.B":2,"Plain":3,"more":4}"#;
    let read = |openx: OpenX| Deserializer::OpenX(openx).rows(record, &table).unwrap()[0].clone();
    let mappings = [("ts".to_owned(), "time.stamp".to_owned())].into();
    let all = OpenX { convert_dots: true, case_insensitive: true, mappings };
    assert_eq!(read(all), [Cell::Int(1), Cell::Int(2), Cell::Int(3)]);
    assert_eq!(read(openx()), [Cell::Null, Cell::Null, Cell::Int(3)]);
    let strict = OpenX { case_insensitive: false, ..openx() };
    assert_eq!(read(strict), [Cell::Null, Cell::Null, Cell::Null]);
}

#[test]
fn a_record_is_one_document_or_several_but_no_list() {
    let table = columns(&[("a", "int")]);
    let read = |record: &str| Deserializer::OpenX(openx()).rows(record.as_bytes(), &table);
    assert_eq!(read("{\"a\":1}{\"a\":2}\n{\"a\":3}").unwrap().len(), 3);
    for (record, code) in [
        ("[{\"a\":1}]", "ParseError"),
        ("nonsense", "ParseError"),
        ("{\"a\":1", "ParseError"),
        ("", "ParseError"),
        ("7", "ParseError"),
        ("{\"a\":1}{\"a\":\"x\"}", "MalformedData"),
    ] {
        assert_eq!(read(record).unwrap_err().code, code, "{record}");
    }
}

/// A table with a column of every type, and rows with and without values.
pub fn sample() -> (Vec<Column>, Vec<Row>) {
    let table = columns(&[
        ("b", "boolean"),
        ("t", "tinyint"),
        ("s", "smallint"),
        ("i", "int"),
        ("l", "bigint"),
        ("f", "float"),
        ("d", "double"),
        ("m", "decimal(12,2)"),
        ("w", "string"),
        ("v", "varchar(4)"),
        ("x", "binary"),
        ("at", "timestamp"),
        ("day", "date"),
        ("list", "array<int>"),
        ("names", "map<string,int>"),
        ("inner", "struct<a:int,b:array<struct<c:string>>>"),
    ]);
    let full = r#"{"b":true,"t":-3,"s":300,"i":70000,"l":5000000000,"f":1.5,"d":-2.25,"m":"-12.34","w":"Grüße","v":"abcdef",
        "x":"AAH/","at":"1969-12-30 23:59:59.25","day":"2026-07-13","list":[1,null,3],"names":{"one":1,"two":null},
        "inner":{"a":1,"b":[{"c":"x"},{"c":null},null]}}"#;
    let empty = r#"{"w":"","list":[],"names":{},"inner":{"b":[]},"at":1783951509.042}"#;
    let records = format!(
        "{full}{empty}{{}}{}",
        (0..300)
            .map(|n| format!("{{\"i\":{n},\"l\":7,\"t\":{},\"w\":\"w{n}\",\"b\":{}}}", n % 100, n % 3 == 0))
            .collect::<Vec<_>>()
            .concat()
    );
    let rows = Deserializer::OpenX(openx()).rows(records.as_bytes(), &table).unwrap();
    (table, rows)
}

/// The files that were read with pyarrow 26, row by row and type by type, and found to be what went in.
const VERIFIED: [&str; 6] = [
    "8786 45df48b4d0eed5706c150cb35cd0b490",
    "4679 ad93186911c4fbc73083ab15d872d2f2",
    "3193 85d6f5f37558c3a466abdae57762bf76",
    "2931 d1a31d6905ce02950067c5102d75ab83",
    "1845 17b28771aa1dd5540ea5525fe32219a3",
    "2664 d4f3a3bde0ae1929dc33477c0d29d5ad",
];

#[test]
fn files_stay_as_an_ordinary_reader_opened_them() {
    let (table, rows) = sample();
    let digest = |bytes: &[u8]| format!("{} {}", bytes.len(), crate::base::digest::md5_hex(bytes));
    let parquet_of = |how| digest(&parquet(&table, &rows, how));
    let orc_of = |how| digest(&orc(&table, &rows, how));
    let found = [
        parquet_of(ParquetCompression::Uncompressed),
        parquet_of(ParquetCompression::Snappy),
        parquet_of(ParquetCompression::Gzip),
        orc_of(OrcCompression::None),
        orc_of(OrcCompression::Zlib),
        orc_of(OrcCompression::Snappy),
    ];
    assert_eq!(found, VERIFIED);
}

#[test]
fn a_small_file_is_these_bytes() {
    let table = columns(&[("a", "int")]);
    let rows = Deserializer::OpenX(openx()).rows(b"{\"a\":7}{}", &table).unwrap();
    let hex = crate::base::digest::hex;
    assert_eq!(hex(&parquet(&table, &rows, ParquetCompression::Uncompressed)), PARQUET);
    assert_eq!(hex(&orc(&table, &rows, OrcCompression::None)), ORC);
}

const PARQUET: &str = "504152311500151815182c150415001506150600000400000002010200070000001502192c480b686976655f736368656d611502\
    0015022502180161001604191c191c26081c1502192500061918016115001604163a163a26080000163a16040028087175657565\
    6c6162004b00000050415231";
const ORC: &str = "4f5243ff80ff0e0a060800100118020a0608011001180212020800120208001a03555443080310241a0a080310001804201d2802\
    2208080c1201011a0161220208033002400008221000188080102202000c2800300182f403034f524317";
