"""The book as a PDF: text and pictures of a chapter, a live figure as its still, and a sentence when there is nothing to print."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from cnnbook.publishing import print_pdf
from pypdf import PdfReader


@pytest.fixture(scope="module")
def printed(live_book):
    """Two chapters of a tiny book, printed."""
    with ThreadPoolExecutor(1) as pool:  # in this thread another test's browser may be open, and Playwright allows one
        job = pool.submit(print_pdf.main, ["book/words", "book/live"], live_book / "_build" / "html", live_book / "_build" / "pdf" / "book.pdf")
        return PdfReader(job.result())


def test_a_chapter_has_its_text_and_its_pictures(printed):
    """On pages of A4, with a bookmark for each chapter."""
    texts = ["".join(page.extract_text()) for page in printed.pages]
    assert "is short" in texts[0] and "kernel-lab" in "".join(texts[1:]) and "Kernel lab: change any" in "".join(texts[1:])
    assert [round(float(side)) for side in printed.pages[0].mediabox[2:]] == [595, 842] or printed.pages[0].mediabox[3] > 840
    assert [entry.title for entry in printed.outline] == ["Only words", "A live figure"]


def test_a_live_figure_is_its_still(printed):
    """One picture, sharp enough for paper."""
    assert [min(image.image.size) > 200 for page in printed.pages for image in page.images] == [True]


def test_nothing_to_print_is_said(tmp_path):
    """Pages that are not built are named."""
    with pytest.raises(SystemExit, match=r"Expected built pages in .*, found no book/gone; say `make book` first"):
        print_pdf.main(["book/gone"], tmp_path, tmp_path / "book.pdf")
