import pytest

from wzdash.charts import theme
from wzdash.labels import set_language


@pytest.fixture(autouse=True)
def _zh_light():
    set_language("zh")
    theme.set_mode("light")
    yield
    set_language("zh")
    theme.set_mode("light")
