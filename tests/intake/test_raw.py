from __future__ import annotations

import pytest

from optimizer.intake.raw import is_error_value

SHOWN = (
    "#N/A #DIV/0! #REF! #NAME? #VALUE! #NUM! #NULL! #SPILL! #CALC! #GETTING_DATA #FIELD! #BLOCKED! #CONNECT! #BUSY! "
    "#UNKNOWN! #EXTERNAL! #PYTHON! #TIMEOUT! #NV #BEZUG! #WERT! #ZAHL!"
)


@pytest.mark.parametrize("word", SHOWN.split())
def test_what_excel_shows_for_a_failed_formula_is_no_name(word: str) -> None:
    assert is_error_value(word, is_name=True)


@pytest.mark.parametrize("word", ["#¡REF!", "#VALEUR!", "#DIV/0 !", "#NOM?", "####", "#ИМЯ?"])
def test_other_languages_and_narrow_columns_count_where_no_name_is_expected(word: str) -> None:
    assert is_error_value(word, is_name=False)
    assert not is_error_value(word, is_name=True)


@pytest.mark.parametrize("word", ["#12", "#1 supplier", "N/A", "# A!"])
def test_a_name_with_a_hash_sign_is_no_failed_formula(word: str) -> None:
    assert not is_error_value(word, is_name=True)
