//! `CreateBucket`, `DeleteBucket`, `HeadBucket` and `ListBuckets`.

use super::{read_token, stamp, token_behind};
use crate::base::Region;
use crate::s3::api::{
    BucketEntry, CreateBucket, CreateBucketOutput, DeleteBucket, HeadBucket, HeadBucketOutput, ListBuckets,
    ListBucketsOutput, Owner,
};
use crate::s3::bucket::{Bucket, BucketId, Versioning};
use crate::s3::limits::BUCKETS_MAX;
use crate::s3::name::check_bucket;
use crate::s3::{Cx, ErrorCode, Result, S3, S3Error, S3Event};
use std::sync::Arc;

impl S3 {
    pub(super) fn create_bucket(&mut self, cx: &mut Cx<'_>, request: &CreateBucket) -> Result<CreateBucketOutput> {
        let name = request.bucket.as_str();
        check_bucket(name)?;
        let constraint = request.create_bucket_configuration.as_ref().and_then(|c| c.location_constraint.as_deref());
        let region = place(constraint, cx.caller.region)?;
        if let Some(there) = self.bucket(name) {
            return same_again(there, cx, region);
        }
        let owner = cx.caller.account;
        if self.buckets().filter(|bucket| bucket.owner == owner).count() >= BUCKETS_MAX {
            let sentence = "You have attempted to create more buckets than allowed";
            return Err(S3Error::new(ErrorCode::TooManyBuckets, sentence));
        }
        let id = BucketId(u32::try_from(self.buckets.len()).unwrap_or(u32::MAX));
        let bucket = Bucket::new(id, name, owner, region, cx.now);
        let made = created(&bucket);
        self.names.insert(bucket.name.clone(), id);
        Arc::make_mut(&mut self.buckets).push(Some(Arc::new(bucket)));
        cx.emit(None, S3Event::BucketCreated { bucket: id });
        Ok(made)
    }

    pub(super) fn delete_bucket(&mut self, cx: &mut Cx<'_>, request: &DeleteBucket) -> Result<()> {
        let bucket = self.need(&request.bucket)?;
        let (id, name) = (bucket.id, bucket.name.clone());
        if !bucket.is_empty() {
            let sentence = match bucket.versioning {
                Versioning::Unversioned => "The bucket you tried to delete is not empty",
                Versioning::Enabled | Versioning::Suspended => {
                    "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
                }
            };
            return Err(S3Error::new(ErrorCode::BucketNotEmpty, sentence).with("BucketName", name.as_ref()));
        }
        self.set_wake(cx, id, None);
        if let Some(slot) = Arc::make_mut(&mut self.buckets).get_mut(id.0 as usize) {
            *slot = None;
        }
        self.names.remove(&name);
        cx.emit(None, S3Event::BucketDeleted { bucket: id, name });
        Ok(())
    }

    pub(super) fn head_bucket(&self, request: &HeadBucket) -> Result<HeadBucketOutput> {
        // An answer to HEAD has no body, so that clients only know the status.
        let bucket = self.bucket(&request.bucket).ok_or_else(|| S3Error::new(ErrorCode::NotFound, "Not Found"))?;
        Ok(HeadBucketOutput { bucket_region: bucket.region.name().to_owned(), bucket_arn: bucket.arn().to_string() })
    }

    pub(super) fn list_buckets(&self, cx: &Cx<'_>, request: &ListBuckets) -> Result<ListBucketsOutput> {
        let most = match request.max_buckets {
            None => BUCKETS_MAX,
            Some(given) => usize::try_from(given).ok().filter(|n| (1..=BUCKETS_MAX).contains(n)).ok_or_else(|| {
                let sentence = format!("Argument max-buckets must be an integer between 1 and {BUCKETS_MAX}");
                S3Error::argument(sentence, "max-buckets", given.to_string())
            })?,
        };
        let region = match request.bucket_region.as_deref() {
            None => None,
            Some(name) => Some(name.parse::<Region>().map_err(|_| {
                S3Error::argument(format!("Argument value {name} is not a valid AWS Region"), "bucket-region", name)
            })?),
        };
        let behind = read_token(request.continuation_token.as_deref())?;
        let prefix = request.prefix.as_deref().unwrap_or_default();
        let mut found = self
            .names
            .iter()
            .filter(|(name, _)| name.starts_with(prefix) && behind.as_deref().is_none_or(|last| &***name > last))
            .filter_map(|(_, id)| self.bucket_of(*id))
            .filter(|bucket| bucket.owner == cx.caller.account && region.is_none_or(|region| bucket.region == region));
        let buckets: Vec<BucketEntry> = found
            .by_ref()
            .take(most)
            .map(|bucket| BucketEntry {
                name: bucket.name.as_ref().to_owned(),
                creation_date: stamp(cx.epoch, bucket.created),
                bucket_region: bucket.region.name().to_owned(),
                bucket_arn: bucket.arn().to_string(),
            })
            .collect();
        let continuation_token = found.next().and_then(|_| buckets.last()).map(|last| token_behind(&last.name));
        let owner = Owner { id: self.canonical_id(cx.caller.account) };
        Ok(ListBucketsOutput { buckets, owner, continuation_token, prefix: request.prefix.clone() })
    }
}

/// Where a bucket is made: at the endpoint that is asked, or, at that of `us-east-1`, wherever the request says.
fn place(constraint: Option<&str>, endpoint: Region) -> Result<Region> {
    let illegal = |which: &str| {
        let sentence = format!(
            "The {which} location constraint is incompatible for the region specific endpoint this request was sent to."
        );
        Err(S3Error::new(ErrorCode::IllegalLocationConstraintException, sentence))
    };
    let Some(name) = constraint else {
        return if endpoint == Region::DEFAULT { Ok(endpoint) } else { illegal("unspecified") };
    };
    // The name that Ireland had when it was the only Region of its continent.
    let known = if name == "EU" { "eu-west-1" } else { name }.parse::<Region>().ok();
    let Some(region) = known.filter(|region| *region != Region::DEFAULT) else {
        let sentence = "The specified location-constraint is not valid";
        return Err(S3Error::new(ErrorCode::InvalidLocationConstraint, sentence).with("LocationConstraint", name));
    };
    if endpoint != Region::DEFAULT && endpoint != region { illegal(name) } else { Ok(region) }
}

/// A name that is taken already. In `us-east-1` the owner may ask again, for the sake of old clients.
fn same_again(there: &Bucket, cx: &Cx<'_>, region: Region) -> Result<CreateBucketOutput> {
    let (code, sentence) = if there.owner != cx.caller.account {
        let sentence = "The requested bucket name is not available. Please select a different name and try again.";
        (ErrorCode::BucketAlreadyExists, sentence)
    } else if there.region == Region::DEFAULT && region == Region::DEFAULT {
        return Ok(created(there));
    } else {
        let sentence = "Your previous request to create the named bucket succeeded and you already own it.";
        (ErrorCode::BucketAlreadyOwnedByYou, sentence)
    };
    Err(S3Error::new(code, sentence).with("BucketName", there.name.as_ref()))
}

fn created(bucket: &Bucket) -> CreateBucketOutput {
    CreateBucketOutput { location: format!("/{}", bucket.name), bucket_arn: bucket.arn().to_string() }
}
