"""The least a PySide6 program can be: the peer of `start.py`, also to be packaged as it is."""

from PySide6.QtWidgets import QApplication, QMainWindow

application = QApplication([])
window = QMainWindow()
window.setWindowTitle("Bare window")
window.resize(1472, 920)
window.show()
application.exec()
