"""Radicals become the ideographs that people type, alone and inside the tables of a PDF."""

from wzdash.export import searchable


def test_radicals_read_as_ideographs_and_nothing_else_changes():
    assert searchable.plain("\u2f4a\u6e0e\u9547 \u2ed3\u2ed4 \u2fa6") == "木渎镇 长门 金"
    assert searchable.plain("ﬁ ½ ① 木A") == "ﬁ ½ ① 木A"


def test_every_pair_is_a_radical_and_an_ideograph():
    pairs = [pair.split(":") for pair in searchable.ALIKE.split()]
    assert len(pairs) == 66
    assert all(0x2E80 <= int(a, 16) <= 0x2FDF and 0x4E00 <= int(b, 16) <= 0x9FFF for a, b in pairs)


def test_tables_of_single_shapes_and_of_ranges_are_mended():
    table = (
        b"2 beginbfchar\n<45> <2F2F>\n<46> <6728>\nendbfchar\n"
        b"2 beginbfrange\n<01> <02> <2F2E>\n<10> <12> <4E00>\nendbfrange\n"
    )
    mended = searchable._mended(table)
    assert b"<45> <5DE5>" in mended
    assert b"<46> <6728>" in mended
    assert b"<01> <02> [<5DDB> <5DE5>]" in mended
    assert b"<10> <12> <4E00>" in mended
