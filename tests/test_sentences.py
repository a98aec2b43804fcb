"""Sentences of what computes: English in themselves, in the user's language where they are said."""

import pickle

import pytest

from tickdraw import language
from tickdraw.data.os_errors import in_words
from tickdraw.files import MODEL, OutputError, check_output
from tickdraw.gui.train.blocks import ConvolutionBlock, PoolingBlock
from tickdraw.gui.train.blocks_editor import BlocksEditor
from tickdraw.nn.architecture import Architecture, ArchitectureError, default_architecture
from tickdraw.nn.storage import ModelFileError, model_from_bytes
from tickdraw.paths import resource_path
from tickdraw.sentences import SentenceError

CLASSES = ("tick", "cross")


@pytest.fixture
def german():
    language.speak("de", resource_path("languages"))
    yield
    language.speak(language.SOURCE)


def test_a_damaged_model_is_said_in_german_and_is_english_in_itself(german):
    with pytest.raises(ModelFileError) as caught:
        model_from_bytes(b"no model")
    assert str(caught.value) == "This is no tickdraw model, or only a part of one."
    for told in (language.said(caught.value), in_words(caught.value), language.tr("{error}", error=caught.value)):
        assert told == language.tr("This is no tickdraw model, or only a part of one.") != str(caught.value)


def test_a_name_that_ends_otherwise_is_said_in_german(german, tmp_path):
    with pytest.raises(OutputError, match=r"its name must end in \.safetensors") as caught:
        check_output(tmp_path / "model.txt", MODEL)
    assert in_words(caught.value) == language.tr("its name must end in {suffixes}", suffixes=".safetensors")
    assert in_words(caught.value) != str(caught.value)


def bad_architecture():
    with pytest.raises(ArchitectureError) as caught:
        _ = Architecture.from_text("conv 4@5x5, relu, pool 60x60, dense", CLASSES)
    return caught.value


def test_the_reason_inside_an_error_is_said_in_the_same_language(german):
    error = bad_architecture()
    reason = error.sentence.facts["error"]
    assert str(error).startswith("Layer 3 (pool 60x60) cannot work. ")
    assert str(error).endswith(str(reason))
    assert language.said(error).startswith("Schicht 3 (pool 60x60)")
    assert language.said(error).endswith(language.said(reason))
    assert language.said(reason) != str(reason)


def test_an_error_keeps_its_type_and_its_facts_on_the_way_between_processes(german):
    error = bad_architecture()
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is ArchitectureError
    assert arrived.sentence == error.sentence
    assert language.said(arrived) == language.said(error)


@pytest.mark.parametrize(
    ("count", "english"),
    [
        (1, "1 drawing was brought back"),
        (1200, "1,200 drawings were brought back"),
    ],
)
def test_each_language_counts_as_it_does(german, count, english):
    texts = "{count:,} drawing was brought back", "{count:,} drawings were brought back"
    error = SentenceError(*texts, count=count)
    assert str(error) == english
    assert language.said(error) == language.tr_count(*texts, count) != english


def test_the_form_of_the_network_refuses_in_german(german, qtbot):
    editor = BlocksEditor(default_architecture(CLASSES))
    qtbot.addWidget(editor)
    told = []
    editor.refused.connect(told.append)
    editor._try([ConvolutionBlock(4, 5, 1), *[PoolingBlock(3)] * 6])
    [sentence] = told
    assert sentence.startswith("Schicht ")


def test_every_kind_of_sentence_error_is_known_to_the_catalogues(monkeypatch):
    monkeypatch.syspath_prepend(str(resource_path("languages").parents[1] / "packaging"))
    import texts

    kinds = [SentenceError, *SentenceError.__subclasses__()]
    assert {kind.__name__ for kind in kinds} <= set(texts.ASKED_BY)
