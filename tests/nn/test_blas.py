import threading

import pytest

from tickdraw.nn import blas


@pytest.fixture
def count():
    """Return the function that tells OpenBLAS's thread count, which is two in this test."""
    if blas._controls() is None:
        pytest.skip("NumPy brings another BLAS here")
    get, put = blas._controls()
    before = get()
    put(2)
    yield get
    put(before)


def test_one_thread_inside_and_the_hosts_choice_after(count):
    with blas.one_blas_thread():
        assert count() == 1
        with blas.one_blas_thread():
            assert count() == 1
        assert count() == 1
    assert count() == 2


def test_put_back_after_an_error(count):
    with pytest.raises(KeyError), blas.one_blas_thread():
        raise KeyError
    assert count() == 2


def test_the_last_of_several_threads_puts_it_back(count):
    inside, leave = threading.Event(), threading.Event()

    def work():
        with blas.one_blas_thread():
            inside.set()
            leave.wait()

    thread = threading.Thread(target=work)
    thread.start()
    inside.wait()
    with blas.one_blas_thread():
        pass
    assert count() == 1
    leave.set()
    thread.join()
    assert count() == 2


def test_another_blas_is_left_alone(monkeypatch):
    monkeypatch.setattr(blas, "_controls", lambda: None)
    with blas.one_blas_thread():
        pass
