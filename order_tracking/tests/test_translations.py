"""Every text that a person can read has its Chinese, and our own words are those of the sheet that people know."""

import re

from order_tracking.constants import TRACKER
from order_tracking.tests import catalogue
from order_tracking.tests.base import SiteTestCase

LANGUAGES = ("zh",)
PLACEHOLDER = re.compile(r"\{\d*\}|%\([a-z_]+\)s|%s")
SEED_WORDS = {
	(None, "Customer"): "客户",
	(None, "Delivered"): "已交付",
	(None, "Overdue"): "逾期",
	(TRACKER, "Current Promise"): "预计交付日期",
	(TRACKER, "Actual Date"): "实际交付日期",
	(TRACKER, "Stage"): "订单状态",
	(TRACKER, "In Progress"): "处理中",
}


class TestTranslations(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.source = {(message.context, message.id) for message in catalogue.template() if message.id}

	def test_the_template_names_every_text_of_the_source(self):
		template = {(message.context, message.id) for message in catalogue.stored("main.pot")}
		self.assert_none(self.source - template, "not in locale/main.pot")

	def test_every_text_is_translated(self):
		for language in LANGUAGES:
			translated = self.translations(language)
			missing = {key for key in self.source if not (translated.get(key) or "").strip()}
			self.assert_none(missing, f"without a translation in locale/{language}.po")

	def test_a_translation_keeps_the_placeholders(self):
		for language in LANGUAGES:
			for (_context, message), text in self.translations(language).items():
				with self.subTest(language=language, message=message):
					self.assertEqual(sorted(PLACEHOLDER.findall(message)), sorted(PLACEHOLDER.findall(text)))

	def test_chinese_uses_the_words_of_the_order_tracking_sheet(self):
		translated = self.translations("zh")
		for key, word in SEED_WORDS.items():
			with self.subTest(key=key):
				self.assertEqual(translated.get(key), word)

	def translations(self, language: str) -> dict:
		messages = catalogue.stored(f"{language}.po")
		return {(message.context, message.id): message.string for message in messages if message.id}

	def assert_none(self, keys: set, what: str) -> None:
		told = "\n".join(sorted(message for _context, message in keys))
		self.assertFalse(
			keys, f"{len(keys)} texts are {what}; run generate-pot-file and update-po-files:\n{told}"
		)
