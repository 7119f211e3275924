"""File contents, their uses, and imports."""

from peewee import CompositeKey, IntegerField, TextField

from heat.tables.fields import JsonField, Ref, UtcField
from heat.tables.table import Table


class Blob(Table):
    """文件内容: content-addressed; one file on disk per digest."""

    sha256 = TextField(unique=True)
    bytes = IntegerField()
    media_type = TextField()
    width = IntegerField(null=True)
    height = IntegerField(null=True)
    stored_at = UtcField()
    lost_at = UtcField(null=True)


class Attachment(Table):
    """附件: use of a blob by one thing."""

    blob_id = Ref("blob")
    subject = TextField()
    subject_id = IntegerField()
    kind = TextField()
    name = TextField()
    taken_at = UtcField(null=True)
    by_kind = TextField()
    by_id = IntegerField(null=True)
    at = UtcField()
    hidden_at = UtcField(null=True)


class ImportBatch(Table):
    """导入批次."""

    kind = TextField()
    name = TextField()
    blob_id = Ref("blob")
    layout_id = Ref("import_layout", null=True)
    mapping = JsonField()
    state = TextField()
    counts = JsonField(default=dict)
    by_id = Ref("staff", null=True)
    at = UtcField()
    done_at = UtcField(null=True)
    undone_at = UtcField(null=True)


class ImportLayout(Table):
    """列对应: remembered per header fingerprint."""

    fingerprint = TextField()
    kind = TextField()
    mapping = JsonField()
    used_at = UtcField()


class ImportRow(Table):
    """导入行: one row a sheet row; before and after of every table touched, for undo."""

    batch_id = IntegerField()
    row = IntegerField()
    state = TextField()
    raw = JsonField()
    problems = JsonField(null=True)
    subject = TextField(null=True)
    subject_id = IntegerField(null=True)
    before = JsonField(null=True)
    after = JsonField(null=True)
    subject_version = IntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("batch_id", "row")
