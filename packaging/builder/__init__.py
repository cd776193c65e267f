"""What `dev.py build` is made of: the frozen folder, and the packages around it.

Standard library only. What needs the program itself (its commands, Qt to paint the icons) runs in
the build's own environment as a process: freeze, manual_page, icon_files.
"""
