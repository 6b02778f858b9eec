"""Runs every test and ends with one line that can be counted."""

import sys
import unittest
from pathlib import Path

here = Path(__file__).parent
suite = unittest.defaultTestLoader.discover(str(here), top_level_dir=str(here.parent))
result = unittest.TextTestRunner(verbosity=2).run(suite)
failed = len({getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors})  # not each subtest
print(f"{max(0, result.testsRun - failed)} passed, {failed} failed")
sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)
