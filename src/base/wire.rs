//! How the operations of a service are written down: AWS's own names as data, with their JSON form.

/// Declares requests; every field may be absent, so that an absent one gets AWS's answer and not the parser's.
macro_rules! requests {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
        pub struct $name { $($(#[$field_doc])* #[serde(skip_serializing_if = "is_default")] pub $field: $type),* }
    )*};
}

/// Whether a field holds nothing, so that it need not be written.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// One enum for requests and one for results, and the operation's name.
macro_rules! operations {
    ($($name:ident => $result:ty),* $(,)?) => {
        /// A call to the service.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(tag = "Operation")]
        #[allow(missing_docs, reason = "AWS's own names; each struct is documented")]
        pub enum Request { $($name($name)),* }

        /// What the service answers.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
        #[serde(untagged)]
        #[allow(missing_docs, reason = "AWS's own names; each struct is documented")]
        pub enum Reply { $($name($result)),* }

        impl Request {
            /// The names of all operations.
            pub const OPERATIONS: &'static [&'static str] = &[$(stringify!($name)),*];

            /// The operation's name.
            pub const fn operation(&self) -> &'static str {
                match self { $(Self::$name(_) => stringify!($name)),* }
            }
        }

        $(impl From<$name> for Request {
            fn from(request: $name) -> Self { Self::$name(request) }
        })*
    };
}

/// Bytes as the base64 text that the JSON protocol carries.
pub(crate) mod base64_bytes {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[allow(clippy::ref_option, reason = "the signature is serde's")]
    pub fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
        bytes.as_ref().map(|bytes| STANDARD.encode(bytes)).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
        Option::<String>::deserialize(deserializer)?
            .map(|text| STANDARD.decode(text).map_err(serde::de::Error::custom))
            .transpose()
    }
}

pub(crate) use {operations, requests};
