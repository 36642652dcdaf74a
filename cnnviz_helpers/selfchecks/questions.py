"""The self-checks' questions: read from YAML files, strictly.

A file is a list of questions. Its entries are of three kinds:

choice       options, exactly one of them with `correct: true`
choose-all   options, one or more of them with `correct: true`
number       answer, tolerance, right, mistakes (each with value and feedback), otherwise

Every option and every known mistake has its feedback. All texts are MyST Markdown.
"""

from pathlib import Path

from .schema import question_from
from .yaml_nodes import QuestionError, root_node, sequence

_PACKAGE = Path(__file__).resolve().parents[1]
_INSTALLED = _PACKAGE / "question_files"  # where pyproject.toml puts book/questions when the package is installed


def questions_folder(folder=None):
    """The folder of the questions: `folder` itself, or found from the current folder upwards, or beside this package, or in it.

    Raises
    ------
    QuestionError
        There is none.
    """
    if folder is not None:
        if not Path(folder).is_dir():
            raise QuestionError(f"The folder of questions {str(folder)!r} does not exist; name the folder that holds the .yml files.")
        return Path(folder)
    here = Path.cwd()
    folders = [here, *here.parents, _PACKAGE.parent]
    for candidate in [*(folder / part for folder in folders for part in ("book/questions", "questions")), _INSTALLED]:
        if any(candidate.glob("*.yml")):
            return candidate
    raise QuestionError(f"No folder book/questions was found from {here} upwards; start in the book's folder, or name it: folder='book/questions'.")


def read_questions(folder):
    """All questions of the .yml files in `folder`, in order: {id: Question}.

    Raises
    ------
    QuestionError
        With file and line: a file is not YAML, or a question is not complete and consistent.
    """
    questions = {}
    for path in sorted(Path(folder).iterdir()):
        if path.suffix == ".yaml":
            raise QuestionError(f"{path}:1: expected the ending .yml; rename the file.")
        for question in read_file(path) if path.suffix == ".yml" else ():
            first = questions.setdefault(question.id, question)
            if first is not question:
                _twice(question, first)
    return questions


def _twice(question, first):
    where = f"{question.file}:{question.line}"
    raise QuestionError(f"{where}: the id {question.id!r} is taken by {first.file.name}, line {first.line}; give this question another one.")


def read_file(path):
    """The questions of one file, a list. Ids may still be taken by another file, or twice in this one."""
    root = root_node(path)
    if root is None:
        raise QuestionError(f"{path}:1: the file holds no question; write one, or delete the file.")
    return [question_from(node, Path(path)) for node in sequence(root, "questions")]
