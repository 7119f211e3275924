"""What finds the articles of the knowledge base, and what readers made of them."""

from peewee import BooleanField, CompositeKey, IntegerField, TextField

from heat.tables.fields import Ref, UtcField
from heat.tables.table import Table


class ArticleKey(Table):
    """文章检索词: pieces of two characters and words by which the published version is found."""

    key = TextField()
    design_id = Ref("design")
    weight = IntegerField()

    class Meta:
        primary_key = CompositeKey("key", "design_id")


class ArticleCount(Table):
    """阅读次数: how often an article was opened, by door."""

    design_id = Ref("design")
    door = TextField()
    views = IntegerField(default=0)

    class Meta:
        primary_key = CompositeKey("design_id", "door")


class ArticleVote(Table):
    """有用/没用: the last word of each reader, who is 'staff:3' or 'hall:7'."""

    design_id = Ref("design")
    voter = TextField()
    door = TextField()
    useful = BooleanField()
    at = UtcField()

    class Meta:
        primary_key = CompositeKey("design_id", "voter")


class TicketArticle(Table):
    """知识库解答: which version of which article a ticket was answered with."""

    ticket_id = Ref("ticket")
    version_id = Ref("design_version")
    by_id = Ref("staff")
    at = UtcField()
    solved = BooleanField()

    class Meta:
        primary_key = CompositeKey("ticket_id", "version_id")
