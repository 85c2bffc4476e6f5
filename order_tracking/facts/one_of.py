"""All the names that a batch is read by, as one term of the query builder, which else makes an object of each name."""

from collections.abc import Collection

from pypika.terms import Term


class OneOf(Term):
	"""What a column is in: `column.isin(OneOf(names))`. At least one name; each is a parameter of the statement."""

	def __init__(self, names: Collection[str]):
		super().__init__()
		self.names = names

	def get_sql(self, param_wrapper, **kwargs) -> str:
		return f"({','.join(map(param_wrapper.get_sql, self.names))})"
